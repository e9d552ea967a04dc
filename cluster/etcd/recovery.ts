/**
 * The takeover: one survivor's data become a new cluster of one, with an id of its own and a higher epoch. The old data are only
 * copied, and put aside at the end. What is done is written down after each step, and every step can be done again from any
 * point of it: a takeover that was cut off is asked for again and goes on.
 */
import { constants, existsSync, fsyncSync, closeSync, openSync } from 'node:fs'
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { VmpError } from '../../lib/errors.ts'
import { syncFolder } from '../../lib/files.ts'
import { steps } from '../../lib/steps.ts'
import type { RunStepsOptions } from '../../lib/steps.ts'
import { restoreSnapshot } from '../../lib/tools/etcdutl.ts'
import { readEpoch, writeEpoch } from './epoch.ts'
import type { Epoch } from './epoch.ts'
import type { Gateway } from './gateway.ts'
import { listMembers } from './members.ts'
import { whileOpen } from './offline.ts'
import { saveSnapshot } from './snapshots.ts'
import { statusOf } from './status.ts'
import { dropPlan, readPlan, writePlan } from './takeover-plan.ts'
import type { TakeoverPlan } from './takeover-plan.ts'
import { isDamage, isSameProgress, progressOf, snapshotInstead, snapshotNeeded } from './takeover-source.ts'
import type { TakeoverSource } from './takeover-source.ts'
import { commitAll } from './wal.ts'

export interface Takeover extends TakeoverSource {
  readonly programs: { readonly etcd: string; readonly etcdutl: string }
  /** Of this host's member. */
  readonly name: string
  readonly peerUrl: string
  /** On the same volume as the data; it is there only during a takeover. */
  readonly workFolder: string
  /** The highest epoch that this host has heard of: its data may be older. */
  readonly knownEpoch: number
  /** Ends the member, and sees to it that it does not start by itself, not even after a power cut. */
  readonly stopMember: () => Promise<void>
  /** Starts it, now and after each boot; the way to it. */
  readonly startMember: (epoch: Epoch) => Promise<Gateway>
  readonly now: () => Date
  readonly randomId: () => string
  readonly pause: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

/**
 * So far ahead are the new cluster's revisions: more than the old one can have made that this host never saw. Who watched the
 * old one is told to list again instead of hearing nothing.
 */
const revisionsAhead = 1_000_000_000

type Folders = Pick<Takeover, 'workFolder' | 'dataFolder'>

const filesOf = ({ workFolder, dataFolder }: Folders) => ({
  copy: join(workFolder, 'copy'),
  snapshot: join(workFolder, 'snapshot.db'),
  made: join(workFolder, 'made'),
  old: join(workFolder, 'old'),
  log: join(workFolder, 'etcd.log'),
  /** Where the old data stay until the next takeover. */
  before: `${dataFolder}.before`,
})

/** Whether there is one that was cut off. */
export const isUnfinished = (workFolder: string): boolean => readPlan(workFolder) !== null

const chain = steps<Takeover>('cluster.takeover')
  .step('check', async ({ input }) => {
    const begun = readPlan(input.workFolder)
    const source = await progressOf(input)
    if (begun !== null && (isSwapBegun(input, begun) || isSameProgress(begun.source, source))) return
    const snapshot = await snapshotNeeded(input)
    // What another takeover left that was cut off: at its very end, or while the old cluster came back and went on.
    await dropPlan(input.workFolder)
    await mkdir(input.workFolder, { recursive: true, mode: 0o700 })
    writePlan(input.workFolder, { token: input.randomId(), snapshot, source, done: [], epoch: null })
    syncFolder(dirname(input.workFolder))
  })
  .step('stop', ({ input }) => input.stopMember())
  .step('copy', ({ input, signal }) => once(input, 'copy', (plan) => copy(input, plan, signal)))
  .step('open', ({ input, signal, note }) =>
    once(input, 'open', async (plan) => {
      const kept = plan.snapshot === null ? await commitAll(filesOf(input).copy) : 0
      if (kept > 0) note('cluster.takeover.unconfirmed', { count: kept })
      try {
        await openCopy(input, plan, signal)
      } catch (error) {
        if (plan.snapshot !== null || !isDamage(error)) throw error
        const snapshot = await snapshotInstead(input, 'damaged', error)
        const instead: TakeoverPlan = { ...plan, snapshot, done: [] }
        writePlan(input.workFolder, instead)
        await copy(input, instead, signal)
        await openCopy(input, instead, signal)
      }
    }),
  )
  .step('restore', ({ input, signal }) => once(input, 'restore', (plan) => restore(input, plan, signal)))
  .step('swap', ({ input }) => once(input, 'swap', () => swap(input)))
  .step('start', async ({ input, signal }) => {
    const { epoch } = planOf(input)
    if (epoch === null) throw new VmpError('takeover.notAlone', { reason: 'epoch' })
    const gateway = await input.startMember(epoch)
    try {
      await confirm(input, gateway, epoch, signal)
    } finally {
      gateway.close()
    }
    const { old, before } = filesOf(input)
    if (existsSync(old)) {
      await rm(before, { recursive: true, force: true })
      await rename(old, before)
      syncFolder(dirname(before))
    }
    await dropPlan(input.workFolder)
    return epoch
  })

/**
 * @returns the new epoch.
 * @throws VmpError `takeover.dataUnusable`, `takeover.dataOlder`, `takeover.noData` before anything of the old cluster is
 *   changed; others at any step, after which it may be asked for again.
 */
export async function takeOver(input: Takeover, options?: RunStepsOptions): Promise<Epoch> {
  return (await chain.run(input, options)).start
}

function planOf({ workFolder }: Takeover): TakeoverPlan {
  const plan = readPlan(workFolder)
  if (plan === null) throw new VmpError('internal', { detail: `no plan in ${workFolder}` })
  return plan
}

async function once(input: Takeover, id: string, work: (plan: TakeoverPlan) => Promise<void>): Promise<void> {
  if (planOf(input).done.includes(id)) return
  await work(planOf(input))
  const plan = planOf(input)
  writePlan(input.workFolder, { ...plan, done: [...plan.done, id] })
}

/**
 * Gives up one that was cut off. The member has still its own data, and may be started.
 * @returns false when it is too late for that: the takeover is to be ended.
 */
export async function abandonTakeover(input: Folders): Promise<boolean> {
  const plan = readPlan(input.workFolder)
  if (plan !== null && isSwapBegun(input, plan)) return false
  await dropPlan(input.workFolder)
  return true
}

/** From here on there is no way but forward: the data folder is not the old one any more. */
const isSwapBegun = (input: Folders, { done }: TakeoverPlan): boolean =>
  done.includes('restore') && (existsSync(filesOf(input).old) || !existsSync(filesOf(input).made))

/** The data to be opened, under their name only when they are whole on the disk. */
async function copy(input: Takeover, { snapshot }: TakeoverPlan, signal: AbortSignal): Promise<void> {
  const target = filesOf(input).copy
  const partial = `${target}.partial`
  for (const folder of [target, partial]) await rm(folder, { recursive: true, force: true })
  if (snapshot === null) {
    await cp(input.dataFolder, partial, { recursive: true, mode: constants.COPYFILE_FICLONE })
  } else {
    const options = { snapshot, dataFolder: partial, name: input.name, peerUrl: input.peerUrl, token: 'takeover' }
    await restoreSnapshot(input.programs.etcdutl, options, signal)
  }
  await finish(partial, target)
}

async function openCopy(input: Takeover, plan: TakeoverPlan, signal: AbortSignal): Promise<void> {
  const { copy, log, snapshot } = filesOf(input)
  const { name, pause, now } = input
  const member = { program: input.programs.etcd, dataFolder: copy, name, logFile: log, signal, pause }
  await whileOpen(member, async (gateway) => {
    const last = await readEpoch(gateway, { signal })
    // Written already when this step was cut off after it.
    const epoch =
      last?.token === plan.token
        ? last
        : {
            number: Math.max(last?.number ?? 0, input.knownEpoch) + 1,
            token: plan.token,
            since: now().toISOString(),
          }
    await writeEpoch(gateway, epoch, { signal })
    writePlan(input.workFolder, { ...planOf(input), epoch })
    await saveSnapshot(gateway, snapshot, { signal })
  })
}

async function restore(input: Takeover, { token }: TakeoverPlan, signal: AbortSignal): Promise<void> {
  const { made, snapshot } = filesOf(input)
  const partial = `${made}.partial`
  for (const folder of [made, partial]) await rm(folder, { recursive: true, force: true })
  const { name, peerUrl } = input
  const options = { snapshot, dataFolder: partial, name, peerUrl, token, revisionsAhead }
  await restoreSnapshot(input.programs.etcdutl, options, signal)
  await finish(partial, made)
}

/** What was made is gone from its folder when it has taken its place. */
async function swap(input: Takeover): Promise<void> {
  const { made, old } = filesOf(input)
  if (!existsSync(made)) return
  if (existsSync(input.dataFolder)) await rename(input.dataFolder, existsSync(old) ? `${old}.stray` : old)
  await rename(made, input.dataFolder)
  syncFolder(dirname(input.dataFolder))
  syncFolder(input.workFolder)
}

async function confirm(input: Takeover, gateway: Gateway, epoch: Epoch, signal: AbortSignal): Promise<void> {
  let reason = 'no answer'
  for (let attempt = 0; attempt < 60; attempt += 1) {
    if (attempt > 0) await input.pause(500, signal)
    try {
      if ((await statusOf(gateway, { signal })).leader === null) continue
      const members = await listMembers(gateway, { signal })
      const found = await readEpoch(gateway, { signal })
      if (members.length !== 1 || members[0]?.name !== input.name)
        reason = `members ${members.map(({ name }) => name).join(', ')}`
      else if (found?.token === epoch.token) return
      else reason = `epoch ${found?.number ?? '-'}`
    } catch (error) {
      if (!(error instanceof VmpError) || !error.code.startsWith('etcd.')) throw error
      reason = error.message
    }
  }
  throw new VmpError('takeover.notAlone', { reason })
}

async function finish(partial: string, target: string): Promise<void> {
  await syncTree(partial)
  await rename(partial, target)
  syncFolder(dirname(target))
}

async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const descriptor = openSync(join(entry.parentPath, entry.name), 'r')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  }
  syncFolder(folder)
}
