/** Whether the host that started is whole: its system up and healthy, no unit failed, its arrays running. */
import { isVmpError } from '../lib/errors.ts'
import type { Problem } from '../lib/errors.ts'
import type { run } from '../lib/exec.ts'
import { failedUnitsArgs, parseUnits, waitForBootArgs } from '../lib/tools/systemctl.ts'
import type { HostDocument } from '../installer/configuration/document.ts'
import type { Reader } from '../preflight/facts/reader.ts'
import type { ArrayHealth } from './arrays.ts'
import { readArrays } from './arrays.ts'
import { judgeHealth } from './health.ts'
import type { HealthReadings } from './health.ts'

export interface VerificationContext {
  readonly document: HostDocument
  readonly reader: Reader
  readonly run: typeof run
  readonly health: () => Promise<HealthReadings>
  readonly signal: AbortSignal
}

export interface Verification {
  readonly failures: readonly Problem[]
  readonly warnings: readonly Problem[]
  readonly arrays: readonly ArrayHealth[]
}

/** Milliseconds: a server's start takes seconds, a rehearsal's minutes, and a unit may wait 90 s for its device. */
const bootLimit = 300_000
const timeout = 30_000

/** Until every unit that was to be started has been, or has failed. @returns a problem when that does not end. */
export async function bootOver({ run, signal }: Pick<VerificationContext, 'run' | 'signal'>): Promise<Problem | null> {
  try {
    await run('systemctl', waitForBootArgs, { timeout: bootLimit, signal, anyExit: true })
    return null
  } catch (error) {
    if (!isVmpError(error) || error.code !== 'command.timeout') throw error
    return { code: 'host.notUp', params: { seconds: bootLimit / 1000 } }
  }
}

export async function verify(context: VerificationContext): Promise<Verification> {
  const { document, reader, run, signal } = context
  const arrays = await readArrays(reader, document)
  const { stdout } = await run('systemctl', failedUnitsArgs, { timeout, signal })
  const units = parseUnits(stdout)
  const unwell = judgeHealth(document, await context.health())
  const of = (state: ArrayHealth['state']) => arrays.filter((array) => array.state === state)
  return {
    arrays,
    failures: [
      ...of('failed').map(({ name }) => ({ code: 'host.arrayFailed', params: { array: name } })),
      ...unwell,
      ...(units.length === 0 ? [] : [{ code: 'host.unitsFailed', params: { units: units.join(', ') } }]),
    ],
    // A host with one member less works; whoever cares for it must know.
    warnings: of('degraded').map(({ name }) => ({ code: 'host.arrayDegraded', params: { array: name } })),
  }
}
