/** What a host sees of the way to another, and whether an address is somebody's: asked with the tools of the host. */
import { isVmpError } from '../../lib/errors.ts'
import type { run } from '../../lib/exec.ts'
import { arpingTime, askArgs, duplicateArgs, parseArping } from '../../lib/tools/arping.ts'
import { parsePing, parseTrip, pingArgs, pingTime, tripArgs, tripTime } from '../../lib/tools/ping.ts'
import type { PathFacts } from './facts.ts'

export interface Probing {
  readonly run: typeof run
  readonly signal: AbortSignal
  /** Of the management network, which bears the address. */
  readonly interface: string
}

/** Milliseconds that a program may take longer than it says, on a busy host. */
const slack = 2000
/** Sizes in use (VXLAN, GRE, PPPoE, IPsec), and what every host takes (RFC 791). */
const usual = [9000, 8900, 4000, 1500, 1492, 1476, 1450, 1420, 1400, 1280, 576]

/** @param expected MTU of both ends, the smaller one. */
export async function probePath(probing: Probing, address: string, expected: number): Promise<PathFacts> {
  const answered = await arping(probing, askArgs(probing.interface, address))
  const trip = parseTrip(await ask(probing, 'ping', tripArgs(address), tripTime)) ?? null
  return { answered, mtu: trip === null ? null : await largest(probing, address, expected), trip }
}

/** Sizes above the interface's own MTU never leave it, so nothing larger than `expected` is tried. */
async function largest(probing: Probing, address: string, expected: number): Promise<number | null> {
  for (const size of [expected, ...usual.filter((each) => each < expected)])
    if (parsePing(await ask(probing, 'ping', pingArgs(address, size), pingTime)) === true) return size
  return null
}

/**
 * MACs of others that answer for an address that is ours, or is to be (RFC 5227); null: not asked.
 * @param own MACs of this host's interfaces: Linux answers for each of its addresses on every port.
 */
export async function answerersOf(
  probing: Probing,
  address: string,
  own: ReadonlySet<string>,
): Promise<string[] | null> {
  const args = duplicateArgs(probing.interface, address)
  const first = await arping(probing, args)
  // The first answer ends it, and it may have been our own.
  const heard = first?.some((mac) => own.has(mac)) ? await arping(probing, args) : first
  return heard?.filter((mac) => !own.has(mac)) ?? null
}

export async function answersPing(probing: Probing, address: string): Promise<boolean | null> {
  return parsePing(await ask(probing, 'ping', pingArgs(address), pingTime)) ?? null
}

async function arping(probing: Probing, args: string[]): Promise<string[] | null> {
  return parseArping(await ask(probing, 'arping', args, arpingTime)) ?? null
}

/** Nothing when the program is missing or hangs: then nothing was asked, and the check says so. */
async function ask({ run: runTool, signal }: Probing, command: string, args: string[], limit: number): Promise<string> {
  try {
    return (await runTool(command, args, { timeout: limit + slack, signal, anyExit: true })).stdout
  } catch (error) {
    if (isVmpError(error) && ['command.missing', 'command.timeout', 'command.failed'].includes(error.code)) return ''
    throw error
  }
}
