/** What an administrator asks of the station about answers, approvals and installations. */
import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { Plan } from '../../answer/plan.ts'
import { contract } from '../../lib/contract.ts'
import { CheckResult, Verdict } from '../../preflight/report.ts'
import { HostReport, InstallEvent, Problem } from './install.ts'
import { MachineInstallation } from './installations.ts'
import { Machine } from './machines.ts'

const Maybe = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()])
const Instant = Type.String({ format: 'date-time' })
const Name = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' })
const Machines = Type.Array(Type.String({ maxLength: 256 }), { maxItems: 5000 })
const One = Type.Object({ machine: Type.String({ description: 'id, name, address of a NIC, serial or UUID' }) })
const OneAnswer = Type.Object({ answer: Name })

/** An answer that the station keeps; what stands in it is shown to nobody. */
export const StoredAnswer = Type.Object({
  name: Name,
  version: Type.Integer({ minimum: 1 }),
  /** SHA-256 of the document. */
  digest: Type.String(),
  storedAt: Instant,
  storedBy: Type.String(),
})
export type StoredAnswer = Static<typeof StoredAnswer>

/** What an approval would mean. */
export const PlannedInstallation = Type.Object({
  machine: Type.String(),
  answer: Type.Object({ name: Name, version: Type.Integer() }),
  name: Type.String({ description: 'the host name' }),
  /** Among the machines of the answer, and of its approval: they make names and addresses. */
  place: Type.Object({ index: Type.Integer(), order: Type.Integer() }),
  /** The policy that judges it, by its name: the answer's, else the station's. */
  policy: Type.String(),
  verdict: Verdict,
  /** What does not pass by that policy. */
  checks: Type.Array(CheckResult),
  plan: Plan,
  /** What else stands against it: names and addresses that another machine has. */
  problems: Type.Array(Problem),
})
export type PlannedInstallation = Static<typeof PlannedInstallation>

export const Approval = Type.Object({
  machines: Machines,
  /** Those besides that an expression means (pxe/machines/rules), of the checked ones. */
  where: Type.Optional(Type.String({ maxLength: 1000 })),
  answer: Name,
  /** The code of a plan, by the name of its machine: allows the disks that no rule does. */
  codes: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 32 }))),
  /** Why machines that are unfit are installed all the same. */
  unfitReason: Type.Optional(Type.String({ minLength: 3, maxLength: 512 })),
})
export type Approval = Static<typeof Approval>

export const Approved = Type.Object({
  approved: Type.Array(Type.String()),
  refused: Type.Array(Type.Object({ machine: Type.String(), problem: Problem })),
})
export type Approved = Static<typeof Approved>

export const ApprovalRule = Type.Object({
  number: Type.Integer(),
  expression: Type.String(),
  answer: Name,
  madeAt: Instant,
  madeBy: Type.String(),
})
export type ApprovalRule = Static<typeof ApprovalRule>

export const AuditEntry = Type.Object({
  id: Type.Integer(),
  at: Instant,
  who: Type.String(),
  action: Type.String(),
  machine: Maybe(Type.String()),
  details: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
})
export type AuditEntry = Static<typeof AuditEntry>

export const approvalContract = contract({
  answers: {
    method: 'GET',
    path: '/api/v1/answers',
    summary: 'The answers that the station keeps',
    access: 'administrator',
    response: Type.Object({ answers: Type.Array(StoredAnswer) }),
  },
  putAnswer: {
    method: 'PUT',
    path: '/api/v1/answers/:answer',
    summary:
      'Keep an answer file (YAML or JSON) as the newest version of that name; the same document again is no new version',
    access: 'administrator',
    params: OneAnswer,
    body: Type.Object({ document: Type.String({ maxLength: 2 * 2 ** 20 }) }),
    response: StoredAnswer,
  },
  removeAnswer: {
    method: 'DELETE',
    path: '/api/v1/answers/:answer',
    summary: 'Keep an answer no longer; approvals by it are void',
    access: 'administrator',
    params: OneAnswer,
    response: Type.Object({ removed: Type.String() }),
  },
  plan: {
    method: 'GET',
    path: '/api/v1/machines/:machine/plan/:answer',
    summary: 'What an installation by that answer would do to each disk of a machine',
    access: 'administrator',
    params: Type.Object({ ...One.properties, ...OneAnswer.properties }),
    query: Type.Object({ code: Type.Optional(Type.String({ maxLength: 32 })) }),
    response: PlannedInstallation,
  },
  approve: {
    method: 'POST',
    path: '/api/v1/approvals',
    summary: 'Approve machines for installation; each is approved or refused by itself',
    access: 'administrator',
    body: Approval,
    response: Approved,
  },
  rules: {
    method: 'GET',
    path: '/api/v1/rules',
    summary: 'The rules that approve machines, in the order in which they are asked',
    access: 'administrator',
    response: Type.Object({ rules: Type.Array(ApprovalRule) }),
  },
  addRule: {
    method: 'POST',
    path: '/api/v1/rules',
    summary:
      'Approve machines that an expression means, now and from now on; never one that is unfit, or whose disks need a person',
    access: 'administrator',
    body: Type.Object({ expression: Type.String({ maxLength: 1000 }), answer: Name }),
    response: ApprovalRule,
  },
  removeRule: {
    method: 'DELETE',
    path: '/api/v1/rules/:rule',
    summary: 'Ask a rule no longer; what it approved stays approved',
    access: 'administrator',
    params: Type.Object({ rule: Type.String() }),
    response: Type.Object({ removed: Type.Integer() }),
  },
  audit: {
    method: 'GET',
    path: '/api/v1/audit',
    summary: 'Who did what, when: the newest entries, oldest first',
    access: 'administrator',
    query: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
    response: Type.Object({ entries: Type.Array(AuditEntry) }),
  },
  disapprove: {
    method: 'DELETE',
    path: '/api/v1/machines/:machine/approval',
    summary: 'Take an approval back that has not been begun with',
    access: 'administrator',
    params: One,
    response: Machine,
  },
  retry: {
    method: 'POST',
    path: '/api/v1/machines/:machine/retry',
    summary:
      'Check a machine whose installation failed again, and approve it by the same answer when that finds nothing new',
    access: 'administrator',
    params: One,
    response: Machine,
  },
  rearm: {
    method: 'POST',
    path: '/api/v1/machines/:machine/rearm',
    summary: 'Let an installed machine be installed once more; its serial number says that a person means it',
    access: 'administrator',
    params: One,
    body: Type.Object({ serial: Type.String({ maxLength: 256 }) }),
    response: Machine,
  },
  rescue: {
    method: 'PUT',
    path: '/api/v1/machines/:machine/rescue',
    summary: 'Boot the live system at its next start, once, without changing its state',
    access: 'administrator',
    params: One,
    body: Type.Object({ wanted: Type.Boolean() }),
    response: Machine,
  },
  adopt: {
    method: 'POST',
    path: '/api/v1/machines/:machine/adopt',
    summary: 'Take a machine whose disks say that it is installed as installed, so that it boots its disk',
    access: 'administrator',
    params: One,
    response: Machine,
  },
  labels: {
    method: 'PUT',
    path: '/api/v1/machines/:machine/labels',
    summary: 'Give a machine labels, and take others away',
    access: 'administrator',
    params: One,
    body: Type.Object({
      set: Type.Record(Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{0,62}$' }), Type.String({ maxLength: 128 })),
      remove: Type.Array(Type.String({ maxLength: 63 }), { maxItems: 100 }),
    }),
    response: Machine,
  },
  installations: {
    method: 'GET',
    path: '/api/v1/machines/:machine/installations',
    summary: 'The installations of a machine, the newest first',
    access: 'administrator',
    params: One,
    response: Type.Object({ installations: Type.Array(MachineInstallation) }),
  },
  installationEvents: {
    method: 'GET',
    path: '/api/v1/machines/:machine/installations/:installation/events',
    summary: 'The steps of an installation, oldest first',
    access: 'administrator',
    params: Type.Object({ ...One.properties, installation: Type.String() }),
    response: Type.Object({ events: Type.Array(InstallEvent) }),
  },
  installationBundle: {
    method: 'GET',
    path: '/api/v1/machines/:machine/installations/:installation/bundle',
    summary: 'The logs that a machine sent when its installation failed',
    access: 'administrator',
    params: Type.Object({ ...One.properties, installation: Type.String() }),
    response: Type.Object({ text: Type.String() }),
  },
  host: {
    method: 'GET',
    path: '/api/v1/machines/:machine/host',
    summary: 'What the host on its disk said last, whole',
    access: 'administrator',
    params: One,
    response: Type.Object({ host: Maybe(HostReport), reportedAt: Maybe(Instant) }),
  },
})
