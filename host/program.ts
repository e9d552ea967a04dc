/** The host's own program: runs for as long as the host does. */
import { setTimeout as pause } from 'node:timers/promises'
import { asVmpError } from '../lib/errors.ts'
import type { run } from '../lib/exec.ts'
import type { log } from '../lib/log.ts'
import type { HostDocument } from '../installer/configuration/document.ts'
import { returnMembers } from './members.ts'

export interface ProgramOptions {
  readonly run: typeof run
  readonly document: HostDocument
  readonly logger: ReturnType<typeof log>
  readonly signal: AbortSignal
}

/** Milliseconds between two looks at the members of the arrays. */
const lookEvery = 60_000

/** Until the signal aborts. */
export async function keepMembers({ run: runTool, document, logger, signal }: ProgramOptions): Promise<void> {
  const told = new Set<string>()
  while (!signal.aborted) {
    try {
      for (const { array, device, problem } of await returnMembers({ run: runTool, document, signal })) {
        if (problem === null) logger.info({ array, device }, 'a disk came back into its array')
        else if (!told.has(device)) logger.warn({ array, device, problem }, 'a disk stays out of its array')
        if (problem !== null) told.add(device)
      }
    } catch (error) {
      if (!signal.aborted) logger.warn({ err: asVmpError(error) }, 'the members of the arrays cannot be looked at')
    }
    await pause(lookEvery, undefined, { signal }).catch(() => undefined)
  }
}
