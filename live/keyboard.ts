/** The few keys that work on the machine's own screen and serial line, and the menu that one of them opens. */
import { constants, openSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import type { Console } from './consoles.ts'
import type { TextMenu } from './menu.ts'

export interface KeyActions {
  /** Undefined while there is no page. */
  newCode: (() => void) | undefined
  save: () => void
  restart: () => void
  powerOff: () => void
}

/** Milliseconds within which a dangerous key must be pressed again. */
const twice = 3000

/** Turns key presses into actions; `r` and `p` count only when pressed twice in a row, within three seconds. */
export function keyHandler(actions: KeyActions, now: () => number): (key: string) => void {
  const dangerous = new Map([
    ['r', actions.restart],
    ['p', actions.powerOff],
  ])
  let last: { key: string; at: number } | undefined
  return (pressed) => {
    const key = pressed.toLowerCase()
    const act = dangerous.get(key)
    if (key === 'c') actions.newCode?.()
    if (key === 's') actions.save()
    if (act !== undefined && last?.key === key && now() - last.at <= twice) act()
    last = act === undefined ? undefined : { key, at: now() }
  }
}

/**
 * What is typed at a console: `i` opens the menu, which then gets every key until it closes; else the keys above.
 * One after the other: a menu may be busy with what was typed before.
 */
export function consoleInput(
  console: Pick<Console, 'take'>,
  openMenu: () => TextMenu | null,
  handle: (key: string) => void,
): (text: string) => Promise<void> {
  let menu: TextMenu | null = null
  let last = Promise.resolve()
  const take = async (text: string): Promise<void> => {
    if (menu === null) {
      for (const key of text) {
        if (key.toLowerCase() === 'i') menu = openMenu()
        if (menu !== null) break
        handle(key)
      }
    } else if ((await menu.input(text)) === 'closed') {
      menu = null
      console.take(null)
    }
    if (menu !== null) console.take(menu.lines)
  }
  return (text) => (last = last.then(() => take(text)))
}

/** What may follow an escape (ECMA-48, 5.4) before the sequence is whole. */
const begun = /^(?:\[[0-9;?]*[ -/]*|O)?$/

/** Milliseconds until an Esc that nothing follows is the key itself; as long as Node's own readline waits. */
const escapeTimeout = 500

/** Gives on what is typed, but never half of a key: a slow line brings an arrow's three bytes one after the other. */
export function wholeKeys(take: (text: string) => void): (text: string) => void {
  let held = ''
  let timer: NodeJS.Timeout | undefined
  const give = (text: string): void => (text === '' ? undefined : take(text))
  return (text) => {
    clearTimeout(timer)
    const all = held + text
    const escape = all.lastIndexOf('\u001B')
    held = escape >= 0 && begun.test(all.slice(escape + 1)) ? all.slice(escape) : ''
    give(all.slice(0, all.length - held.length))
    if (held === '') return
    timer = setTimeout(() => {
      const late = held
      held = ''
      give(late)
    }, escapeTimeout)
  }
}

/** Reads what is typed at a terminal, without echo, until `signal` aborts. */
export async function readKeys(terminal: string, take: (text: string) => void, signal: AbortSignal): Promise<void> {
  const keys = new ReadStream(openSync(terminal, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK))
  keys.setRawMode(true)
  keys.setEncoding('latin1')
  signal.addEventListener('abort', () => keys.destroy())
  const typed = wholeKeys(take)
  keys.on('data', (text) => typed(String(text)))
  // A login that begins on a serial line hangs up whoever had it open (vhangup(2)): from then on its keys are the login's.
  keys.on('error', () => keys.destroy())
}
