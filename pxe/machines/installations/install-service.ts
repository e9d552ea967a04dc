/**
 * The conversation with live systems that install. The machine does the work and goes on without us; we say when it may begin,
 * hand the answer to the boot that was checked and approved, keep what it tells, and draw conclusions when it tells nothing.
 */
import type { Static } from 'typebox'
import { VmpError } from '../../../lib/errors.ts'
import type { Problem } from '../../../lib/errors.ts'
import type { Database } from '../../../lib/sqlite.ts'
import { noInstallation } from '../../contract/install.ts'
import type { Installation, installContract } from '../../contract/install.ts'
import type { PublicKey } from '../../contract/live.ts'
import type { StationEvent } from '../../contract/machines.ts'
import type { MachineState } from '../../contract/states.ts'
import { thumbprint } from '../../trust/proof.ts'
import type { Boot } from '../boots.ts'
import type { MachineRepository } from '../repository.ts'
import type { Timeline } from '../timeline.ts'
import type { AnswerRepository } from './answers.ts'
import type { Approvals } from './approvals.ts'
import type { Audit } from './audit.ts'
import { turns } from './queue.ts'
import type { Turn } from './queue.ts'
import type { InstallationRecord, InstallationRepository } from './repository.ts'
import type { InstallEvent, StepStore } from './steps.ts'

type End = Static<typeof installContract.installEnd.body>
type Here = Static<typeof installContract.installHere.body>

export interface InstallService {
  installation(boot: Boot): Installation
  /** @throws VmpError `approval.hereOnly`, and as approvals do */
  here(boot: Boot, order: Here): { state: string }
  /** @throws VmpError `installation.over`, `installation.notYourTurn`, `installation.planDiffers` */
  start(boot: Boot, installation: string, plan: string): { state: string }
  events(boot: Boot, installation: string, events: readonly InstallEvent[]): { state: string }
  key(boot: Boot, installation: string, publicKey: PublicKey): Promise<{ state: string }>
  end(boot: Boot, end: End): { state: string }
  bundle(boot: Boot, installation: string, text: string): { state: string }
  /** A new live system of a machine: what was being installed has failed. */
  cameUpLive(machine: string): void
  /** Ends an installation as failed. @param presumed Nobody said so. */
  fail(record: InstallationRecord, step: string | null, problem: Problem, presumed: boolean): void
  /** Whose turn it is. */
  turns(): ReadonlyMap<string, Turn>
  /** The queue moved: those who wait are told to look. */
  moved(): void
}

export interface InstallServiceOptions {
  readonly database: Database
  readonly machines: MachineRepository
  readonly installations: InstallationRepository
  readonly steps: StepStore
  readonly answers: Pick<AnswerRepository, 'put'>
  readonly approvals: Approvals
  readonly timeline: Timeline
  readonly audit: Audit
  readonly parallel: () => number
  readonly isTalking: (machine: string) => boolean
  /** Tells a live system that it should ask again. */
  readonly nudge: (machine: string) => void
  /** Something was heard of an installation. */
  readonly heard: (installation: string) => void
  readonly imageKeys: () => readonly string[]
  readonly now: () => Date
  readonly publish: (event: StationEvent) => void
  readonly onChange: (machine: string) => void
}

export function installService(options: InstallServiceOptions): InstallService {
  const { database, machines, installations, steps, answers, approvals, timeline, audit, now, publish, onChange } =
    options

  const said = (machine: string): { state: string } => ({ state: machines.get(machine)!.state })
  const setState = (machine: string, state: MachineState): void => {
    if (machines.get(machine)!.state !== state) machines.update(machine, { state, since: now().toISOString() })
  }

  const whoseTurn = (): Map<string, Turn> => {
    const open = installations.open()
    const queue = open
      .filter(({ phase, machine }) => phase === 'queued' && machines.get(machine)?.state === 'approved')
      .map(({ machine }) => ({ machine, talking: options.isTalking(machine) }))
    const running = open.filter(({ phase, machine }) => phase === 'running' && options.isTalking(machine)).length
    return turns(queue, running, options.parallel())
  }
  const moved = (): void => {
    for (const machine of whoseTurn().keys()) options.nudge(machine)
  }

  /** The installation that this boot speaks of. */
  const own = (boot: Boot, id: string): InstallationRecord => {
    const record = installations.last(boot.machine)
    if (record?.id !== id) throw new VmpError('installation.over')
    const isQueued = record.phase === 'queued' && machines.get(boot.machine)!.checkedBoot === boot.id
    if (record.boot !== boot.id && !isQueued) throw new VmpError('installation.over')
    return record
  }

  const fail: InstallService['fail'] = (record, step, problem, presumed) => {
    const at = now().toISOString()
    const { machine } = record
    database.transaction(() => {
      installations.update(record.id, { phase: 'ended', outcome: 'failed', endedAt: at, step, problem, presumed })
      setState(machine, 'failed')
      const details = { installation: record.id, step: step ?? '-', code: problem.code }
      audit.add('station', 'failed', `m${machines.get(machine)!.number}`, details)
    })
    timeline.add(machine, null, 'error', 'machine.installFailed', {
      step: step === null ? '-' : `install.${step}`,
      code: problem.code,
    })
    onChange(machine)
    moved()
  }

  /** What was taken for dead is not. */
  const revive = (record: InstallationRecord): void => {
    if (record.phase !== 'ended' || record.outcome !== 'failed' || !record.presumed) return
    database.transaction(() => {
      installations.update(record.id, {
        phase: record.writtenAt === null ? 'running' : 'written',
        outcome: null,
        endedAt: null,
        step: null,
        problem: null,
        presumed: false,
      })
      setState(record.machine, 'installing')
    })
    timeline.add(record.machine, null, 'info', 'machine.installGoesOn', {})
    onChange(record.machine)
  }

  return {
    here(boot, { answer, code, reason, by = 'screen' }) {
      const machine = machines.get(boot.machine)!
      const title = `m${machine.number}`
      // Only what this very boot has read was shown to the person, or judged by the medium; and who may join a cluster an administrator says.
      if (machine.checkedBoot !== boot.id || answer.cluster.mode !== 'none')
        throw new VmpError('approval.hereOnly', { machine: title })
      const who = `${by} of ${title}`
      const name = `${by}-${title}`
      answers.put(name, JSON.stringify({ ...answer, name }), who)
      const given = { answer: name, who, ...(code === null ? {} : { code }) }
      approvals.approve(machine, reason === null ? given : { ...given, unfitReason: reason })
      return said(machine.id)
    },
    installation(boot) {
      const record = approvals.settle(boot.machine) ?? installations.last(boot.machine)
      const machine = machines.get(boot.machine)!
      if (!record) return noInstallation
      const { id, plan, answer, code, rearmed } = record
      const whole = { id, plan, code, rearmed, imageKeys: [...options.imageKeys()] }
      if (record.phase === 'queued') {
        // Only the boot whose hardware was read and judged may have what was approved for it.
        if (machine.state !== 'approved' || machine.checkedBoot !== boot.id) return noInstallation
        const { phase, position } = whoseTurn().get(machine.id)!
        return { ...whole, phase, position, answer: phase === 'ready' ? answer : null }
      }
      if (record.boot !== boot.id) return noInstallation
      return { ...whole, phase: record.phase, position: null, answer: record.phase === 'running' ? answer : null }
    },

    start(boot, id, digest) {
      if (installations.last(boot.machine)?.phase === 'queued') approvals.settle(boot.machine)
      const record = own(boot, id)
      if (record.phase === 'running') return said(boot.machine)
      const machine = machines.get(boot.machine)!
      if (record.phase !== 'queued' || machine.state !== 'approved') throw new VmpError('installation.over')
      if (whoseTurn().get(machine.id)?.phase !== 'ready') throw new VmpError('installation.notYourTurn')
      if (digest !== record.planDigest) {
        timeline.add(machine.id, null, 'error', 'machine.planDiffers', {})
        throw new VmpError('installation.planDiffers')
      }
      const at = now().toISOString()
      database.transaction(() => {
        installations.update(id, { phase: 'running', boot: boot.id, startedAt: at })
        setState(machine.id, 'installing')
        audit.add('station', 'start', `m${machine.number}`, { installation: id })
      })
      options.heard(id)
      timeline.add(machine.id, null, 'info', 'machine.installing', {
        host: record.answer?.identity.name ?? '-',
        answer: record.answerName,
      })
      onChange(machine.id)
      moved()
      return said(machine.id)
    },

    events(boot, id, events) {
      const record = own(boot, id)
      const fresh = steps.add(id, events)
      options.heard(id)
      if (fresh.length > 0) {
        revive(record)
        publish({ type: 'install', machineId: boot.machine, steps: fresh })
        // Progress alone is in the event; who shows the whole machine needs it at the turns.
        if (fresh.some(({ type }) => type !== 'progress')) onChange(boot.machine)
      }
      return said(boot.machine)
    },

    async key(boot, id, publicKey) {
      const print = await thumbprint(publicKey)
      const known = own(boot, id)
      if (known.thumbprint === print) return said(boot.machine)
      revive(known)
      const record = installations.get(id)!
      const other = installations.byThumbprint(print)
      if (record.phase !== 'running' || (other && other.id !== id)) throw new VmpError('installation.over')
      installations.update(id, { publicKey, thumbprint: print })
      options.heard(id)
      return said(boot.machine)
    },

    end(boot, { installation: id, outcome, step, problem }) {
      const record = own(boot, id)
      options.heard(id)
      if (outcome !== 'written') {
        if (record.phase === 'ended' && !record.presumed) return said(boot.machine)
        fail(record, step, problem ?? { code: outcome === 'cancelled' ? 'cancelled' : 'internal', params: {} }, false)
        return said(boot.machine)
      }
      revive(record)
      const current = installations.get(id)!
      if (current.phase !== 'running') return said(boot.machine)
      written(current)
      return said(boot.machine)
    },

    bundle(boot, id, text) {
      own(boot, id)
      installations.setBundle(id, text)
      onChange(boot.machine)
      return said(boot.machine)
    },

    cameUpLive(machine) {
      const record = installations.last(machine)
      if (!record || (record.phase !== 'running' && record.phase !== 'written')) return
      const step = record.phase === 'written' ? 'start' : (steps.progress(record.id)?.step ?? null)
      fail(record, step, { code: 'installation.cameUpLive', params: {} }, false)
    },

    fail,
    turns: whoseTurn,
    moved,
  }

  function written(record: InstallationRecord): void {
    database.transaction(() => {
      installations.update(record.id, { phase: 'written', writtenAt: now().toISOString() })
      // What a person unlocked was one installation; this was it.
      machines.update(record.machine, { rearmed: false })
    })
    timeline.add(record.machine, null, 'info', 'machine.written', {})
    onChange(record.machine)
    moved()
  }
}
