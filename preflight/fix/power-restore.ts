/** Tells the management controller to start the machine when the mains come back. */
import { chassisStatusArgs, parseIpmitool, powerPolicyArgs } from '../../lib/tools/ipmitool.ts'
import { Impossible } from './fix.ts'
import type { Fix } from './fix.ts'

const timeout = 10_000

export const powerRestore: Fix = {
  id: 'powerRestore',
  codes: ['powerRestore.off', 'powerRestore.unknown'],
  async look({ reader, facts }) {
    if (!facts.bmc.present) throw new Impossible('there is no management controller')
    const status = parseIpmitool(await reader.run('ipmitool', chassisStatusArgs, timeout))
    const policy = status.get('Power Restore Policy') ?? null
    return { value: policy, right: policy === 'always-on' || policy === 'previous' }
  },
  wanted: () => 'always-on',
  async set({ reader }) {
    await reader.run('ipmitool', powerPolicyArgs('always-on'), timeout)
  },
}
