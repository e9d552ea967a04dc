import { createHash } from 'node:crypto'
import type { Plan } from '../../../answer/plan.ts'
import type { Disk } from '../../../preflight/facts/schema/disks.ts'
import type { Planning } from '../installations/drafts.ts'

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')

/** A planner that takes every disk: one with contents needs the code WIPE-ME, a foreign marker likewise. */
export function fakePlanning(): Planning {
  return {
    plan({ facts, machine, rearmed, code }) {
      const needs = facts.disks.some(
        ({ contents, marker }) =>
          (contents?.length ?? 1) > 0 ||
          (marker !== null && !(marker.machine === machine && (rearmed || marker.state === 'unfinished'))),
      )
      const plan: Omit<Plan, 'digest'> = {
        version: 1,
        firmware: facts.firmware.mode ?? 'bios',
        disks: facts.disks.map((disk) => planned(disk)),
        arrays: [],
        groups: [],
        volumes: [],
        notes: [],
        problems: needs && code !== 'WIPE-ME' ? [{ code: 'disk.full', params: { path: 'not allowed' } }] : [],
        code: needs ? 'WIPE-ME' : null,
      }
      return { ...plan, digest: digest(plan.disks) }
    },
    factsDigest: ({ system, disks }, verdict) =>
      digest([system.uuid, disks.map(({ serial, contents, marker }) => [serial, contents, marker]), verdict]),
    answerDigest: digest,
  }
}

const planned = ({ path, model, serial, wwn, size, contents, marker }: Disk): Plan['disks'][number] => ({
  id: serial ?? path,
  path,
  model,
  serial,
  wwn,
  size,
  kind: 'ssd',
  role: 'system',
  holds: contents,
  marker,
  permission: 'empty',
  why: [],
  partitions: [],
})
