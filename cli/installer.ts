/** The installer, wired for this machine: for `vmp install`, and for the live system. */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { planLines } from '../answer/plan-text.ts'
import { run } from '../lib/exec.ts'
import { paths } from '../lib/paths.ts'
import { installSteps } from '../installer/steps.ts'
import { logBundle } from '../installer/log-bundle.ts'
import { installParts } from '../installer/order.ts'
import type { InstallOrder, InstallPorts } from '../installer/order.ts'
import { planInstallation } from '../installer/plan/plan.ts'
import { runInstallation } from '../installer/run.ts'
import type { LiveInstaller } from '../live/installation/order.ts'
import { parseCommandLine } from '../live/command-line.ts'
import { collectFacts } from '../preflight/facts/collect.ts'
import { shippedPolicy } from '../preflight/policies.ts'
import type { Policy } from '../preflight/policy.ts'
import { version } from './context.ts'

const now = (): Date => new Date()
const elapsed = (): number => performance.now()

export async function thisMachine(policy: Policy): Promise<InstallPorts> {
  const commandLine = await readFile('/proc/cmdline', 'utf8')
  const { bootMac } = parseCommandLine(commandLine)
  return {
    run,
    fetch,
    now,
    elapsed,
    newId: randomUUID,
    commandLine,
    policy,
    facts: (signal) => collectFacts({ root: '/', run, now, elapsed, signal, bootMac, patience, only: installParts }),
    folder: paths.run('install'),
  }
}

/**
 * Nobody waits for an installation's first second, and a disk that is not known needs a person: a healthy one of a busy
 * machine was seen to answer after 20 s, where a disk that hangs never does.
 */
const patience = 8

const policyOf = ({ answer }: Pick<InstallOrder, 'answer'>): Policy => shippedPolicy(answer.preflight.policy ?? 'host')

/** For the live system, which decides when; it has looked at the checks by then. */
export const liveInstaller: LiveInstaller = {
  steps: installSteps,
  plan: planInstallation,
  describe: planLines,
  async install(order, { signal, sink, onMachineKey }) {
    const ports = await thisMachine(policyOf(order))
    await runInstallation(order, { ...ports, onMachineKey }, { signal, sink })
  },
  bundle: (order, events) => logBundle(order, events, { run, now, version: version() }),
}
