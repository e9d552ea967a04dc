/** Plans for tests: of the fit server with other disks. */
import { answerWith } from '../../../answer/__fixtures__/answer.ts'
import type { Plan } from '../../../answer/plan.ts'
import type { Answer } from '../../../answer/schema.ts'
import { disk, fitServer } from '../../../preflight/__fixtures__/facts.ts'
import type { Facts } from '../../../preflight/facts/schema.ts'
import type { Content, Disk } from '../../../preflight/facts/schema/disks.ts'
import { planInstallation } from '../plan.ts'
import type { PlanRequest } from '../plan.ts'

export const machine = '01890a5d-0000-4000-8000-000000000001'

export interface Case {
  readonly disks: readonly Disk[]
  readonly facts?: Partial<Facts>
  readonly wanted?: Partial<Answer['disks']>
  readonly request?: Partial<PlanRequest>
}

export const planned = ({ disks, facts = {}, wanted = {}, request = {} }: Case): Plan =>
  planInstallation({
    facts: { ...fitServer, disks: [...disks], ...facts },
    answer: answerWith(wanted),
    machine,
    rearmed: false,
    code: null,
    ...request,
  })

/** Disks of one kind: sda, sdb, … */
export const disks = (count: number, more: Partial<Disk> = {}, first = 0): Disk[] =>
  Array.from({ length: count }, (_, index) => disk({ name: `sd${letter(first + index)}`, ...more }))
const letter = (index: number): string => String.fromCodePoint('a'.codePointAt(0)! + index)

export const content = (more: Partial<Content> = {}): Content => ({
  path: '/dev/sda1',
  kind: 'filesystem',
  type: 'ext4',
  label: 'srv',
  uuid: 'u1',
  size: 500e9,
  ...more,
})

export const marker = (more: Partial<NonNullable<Disk['marker']>> = {}): NonNullable<Disk['marker']> => ({
  state: 'installed',
  machine,
  installation: 'i1',
  cluster: null,
  host: 'node01',
  ...more,
})

export const codesOf = ({ problems }: Plan): string[] => problems.map(({ code }) => code)
export const notesOf = ({ notes }: Plan): string[] => notes.map(({ key }) => key)
/** `sda system empty`, in the order of the plan. */
export const rolesOf = ({ disks }: Plan): string[] =>
  disks.map(({ path, role, permission }) => `${path.slice(5)} ${role} ${permission ?? '–'}`)
