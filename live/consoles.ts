/** Writes the status to the consoles that the kernel names: a screen on the first virtual terminal, lines on serial ones. */
import { constants, openSync } from 'node:fs'
import { open, readFile, type FileHandle } from 'node:fs/promises'
import { WriteStream } from 'node:tty'
import { asVmpError, isSystemError } from '../lib/errors.ts'
import type { log } from '../lib/log.ts'
import { changedLines, renderScreen } from './screen.ts'
import type { LiveStatus, StatusBoard } from './status.ts'

type Logger = ReturnType<typeof log>

/** Clears, hides the cursor, and keeps the screen from going dark (console_codes(4): ESC [9;n], ESC [14;n]). */
const begin = '\u001B[?25l\u001B[9;0]\u001B[14;0]\u001B[2J'
/** Home; each line clears its rest; below the last all is cleared. Redrawn in place it does not flicker. */
const draw = (lines: string[]): string => `\u001B[H${lines.map((line) => `${line}\u001B[K`).join('\r\n')}\u001B[J`

/** A console that shows the status, or for a while something else. */
export interface Console {
  readonly device: string
  readonly isScreen: boolean
  /** Draws the lines of `whole` in the place of the status, now and whenever it is called again; null: the status again. */
  take: (whole: ((columns: number, rows: number) => string[]) | null) => void
  /** One line of a serial log. */
  say: (line: string) => void
}

/** A serial line does not say how large the terminal at its end is; every one has this. */
const serialSize = [80, 24] as const

/** Shows every change of `board` on the consoles in `/sys/class/tty/console/active` ("tty0 ttyS0"). */
export async function showOnConsoles(board: StatusBoard, logger: Logger): Promise<Console[]> {
  const consoles: Console[] = []
  const active = (await readFile('/sys/class/tty/console/active', 'utf8')).trim().split(/\s+/)
  for (const name of active) {
    try {
      // tty0 is whichever terminal is in front; ours stays the first, so that Alt-F2 can show a login.
      const screen = name === 'tty0'
      const device = `/dev/${screen ? 'tty1' : name}`
      const write = pump(await openTerminal(device), () => openTerminal(device), name, logger)
      if (screen) write(begin)
      let last: LiveStatus | undefined
      let taken: ((columns: number, rows: number) => string[]) | null = null
      const size = () => (screen ? sizeOf(device) : serialSize)
      const show = (status: LiveStatus) => {
        if (taken !== null) return
        if (screen) write(draw(renderScreen(status, ...size())))
        else for (const line of changedLines(last, status)) write(`${line}\r\n`)
        last = status
      }
      show(board.current())
      board.watch(show)
      consoles.push({
        device,
        isScreen: screen,
        say: (line) => write(`${line}\r\n`),
        take(whole) {
          // What a serial terminal showed of it goes, and the log goes on below.
          if (whole === null && taken !== null && !screen) write('\u001B[2J\u001B[H')
          taken = whole
          if (whole === null) show(board.current())
          else write(draw(whole(...size())))
        },
      })
    } catch (error) {
      // A serial port on the command line need not exist in the machine.
      logger.warn({ err: asVmpError(error), console: name }, 'a console cannot be used')
    }
  }
  return consoles
}

/** A line is easier to read, and finds its end, when it is not longer than this. */
const mostColumns = 132

/** Columns and lines; they change when a driver of the graphics takes over from the firmware's text mode. */
function sizeOf(device: string): readonly [columns: number, rows: number] {
  const terminal = new WriteStream(openSync(device, constants.O_WRONLY | constants.O_NOCTTY))
  const { columns, rows } = terminal
  terminal.destroy()
  // A console that does not say is one of 80 by 25.
  return [Math.min(columns || 80, mostColumns), rows || 25]
}

/** A console without a reader may block; what waits behind it is bounded, the oldest goes first. */
const longestQueue = 200

const openTerminal = (device: string): Promise<FileHandle> => open(device, constants.O_WRONLY | constants.O_NOCTTY)

/** Exported for its test. */
export function pump(
  first: Pick<FileHandle, 'writeFile' | 'close'>,
  again: () => Promise<Pick<FileHandle, 'writeFile' | 'close'>>,
  name: string,
  logger: Logger,
): (text: string) => void {
  let terminal = first
  const queue: string[] = []
  let writing = false
  const writeOut = async (text: string): Promise<void> => {
    try {
      await terminal.writeFile(text)
    } catch (error) {
      // A login that begins on the line hangs up whoever had it open (vhangup(2)).
      if (!isSystemError(error) || !['EIO', 'EBADF'].includes(error.code ?? '')) throw error
      await terminal.close()
      terminal = await again()
      await terminal.writeFile(text)
    }
  }
  const drain = async (): Promise<void> => {
    writing = true
    try {
      for (let text = queue.shift(); text !== undefined; text = queue.shift()) await writeOut(text)
    } catch (error) {
      logger.warn({ err: asVmpError(error), console: name }, 'a console cannot be written to')
    } finally {
      writing = false
    }
  }
  return (text) => {
    queue.push(text)
    if (queue.length > longestQueue) queue.shift()
    if (!writing) void drain()
  }
}
