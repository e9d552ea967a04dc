/** What everything that touches disks is given: the one way to run programs, and when to stop. */
import { isVmpError, VmpError } from '../../lib/errors.ts'
import { CommandError } from '../../lib/exec.ts'
import type { run } from '../../lib/exec.ts'
import { lockArgs, settleArgs, waitArgs } from '../../lib/tools/udevadm.ts'

export interface Tools {
  readonly run: typeof run
  readonly signal: AbortSignal
}

/**
 * Programs that end with the installer however that ends: an installation that is begun again must not meet the writes of the
 * one before.
 */
export const ending =
  (plain: typeof run): typeof run =>
  async (command, args, options) => {
    try {
      return await plain('setpriv', ['--pdeathsig', 'KILL', '--', command, ...args], options)
    } catch (error) {
      // What is told is the program that was wanted.
      if (error instanceof CommandError) throw new CommandError(command, args, error.exit, error.stderrTail)
      if (isVmpError(error) && error.code === 'command.timeout')
        throw new VmpError(error.code, { command, seconds: Math.round(options.timeout / 1000) }, { cause: error })
      throw error
    }
  }

/** Milliseconds for a program that only looks, or changes a few blocks. */
export const quickly = 60_000
/** Milliseconds for one that writes a file system or waits for a slow disk. */
export const patiently = 600_000

/** Seconds that udev may take with the nodes of new devices. */
const nodesWithin = 60

/** Waits until udev is through with what just changed. */
export async function settled({ run, signal }: Tools): Promise<void> {
  await run('udevadm', settleArgs(nodesWithin), { timeout: (nodesWithin + 10) * 1000, signal })
}

/** Runs a program that changes a disk's partition table, or has it read again, while udev leaves the disk alone. */
export async function undisturbed(
  { run, signal }: Tools,
  disk: string,
  command: string,
  args: string[],
): Promise<void> {
  await run('udevadm', lockArgs(nodesWithin, disk, command, args), { timeout: (nodesWithin + 60) * 1000, signal })
}

/** Waits until these nodes are there. */
export async function nodes({ run, signal }: Tools, paths: readonly string[]): Promise<void> {
  await run('udevadm', waitArgs(nodesWithin, paths), { timeout: (nodesWithin + 10) * 1000, signal })
}

/** The node of a partition: `/dev/sda1`, `/dev/nvme0n1p1`. */
export const partitionPath = (disk: string, number: number): string => `${disk}${/\d$/.test(disk) ? 'p' : ''}${number}`
