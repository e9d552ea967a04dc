/** Programs that ask the network. Their exit code says that nobody answered; one that cannot be run answers `undefined`. */
import { arpingTime, parseArping } from '../../lib/tools/arping.ts'
import { parsePing, pingArgs, pingTime } from '../../lib/tools/ping.ts'
import type { RunTool } from '../facts/reader.ts'

export interface Asking {
  readonly run: RunTool
  readonly signal: AbortSignal
}

/** Milliseconds that a program may take longer than it says, on a busy machine. */
const slack = 1000

/** Whether the address answers; for `size` and `packets` see `pingArgs`. */
export async function answers(
  asking: Asking,
  address: string,
  size?: number,
  packets?: number,
): Promise<boolean | undefined> {
  return parsePing(await ask(asking, 'ping', pingArgs(address, size, packets), pingTime + slack))
}

/** The MACs that answer for an address. */
export async function answerers(asking: Asking, args: string[]): Promise<string[] | undefined> {
  return parseArping(await ask(asking, 'arping', args, arpingTime + slack))
}

async function ask({ run, signal }: Asking, command: string, args: string[], timeout: number): Promise<string> {
  try {
    return (await run(command, args, { timeout, signal, anyExit: true })).stdout
  } catch {
    // Missing, or hanging: then nothing was asked, which is what the caller tells.
    return ''
  }
}
