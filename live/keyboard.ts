/** The few keys that work on the machine's own screen. */
import { constants, openSync } from 'node:fs'
import { ReadStream } from 'node:tty'

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

/** Reads single keys from a terminal, without echo, until `signal` aborts. */
export async function readKeys(terminal: string, handle: (key: string) => void, signal: AbortSignal): Promise<void> {
  const keys = new ReadStream(openSync(terminal, constants.O_RDONLY | constants.O_NOCTTY))
  keys.setRawMode(true)
  keys.setEncoding('latin1')
  signal.addEventListener('abort', () => keys.destroy())
  keys.on('data', (text) => {
    for (const key of String(text)) handle(key)
  })
}
