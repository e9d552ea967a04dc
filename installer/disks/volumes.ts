/** Volume groups on the arrays, and the volumes in them. */
import { existsSync } from 'node:fs'
import type { Plan } from '../../answer/plan.ts'
import { VmpError } from '../../lib/errors.ts'
import { groupArgs, physicalVolumeArgs, volumeArgs } from '../../lib/tools/lvm.ts'
import { volumeDevice } from '../layout.ts'
import type { BuiltArray } from './arrays.ts'
import { nodes, quickly } from './tools.ts'
import type { Tools } from './tools.ts'

export async function buildVolumes(tools: Tools, plan: Plan, arrays: readonly BuiltArray[]): Promise<void> {
  const { run, signal } = tools
  const options = { timeout: quickly, signal }
  for (const { name: group, array } of plan.groups) {
    // A group of this name on a disk that is not planned is left alone, but both cannot run at once.
    if (existsSync(`/dev/${group}`)) throw new VmpError('install.groupTaken', { group })
    const { device } = arrays.find(({ name }) => name === array)!
    await run('pvcreate', physicalVolumeArgs(device), options)
    await run('vgcreate', groupArgs(group, device), options)
    for (const { name, size } of plan.volumes.filter((volume) => volume.group === group))
      await run('lvcreate', volumeArgs({ group, name, size, device }), options)
  }
  await nodes(
    tools,
    plan.volumes.map(({ group, name }) => volumeDevice(group, name)),
  )
}
