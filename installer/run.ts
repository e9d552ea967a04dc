/**
 * The installation of a machine. Whatever ends it, it is begun again from the top; until its last step no disk starts
 * anything. docs/install.md says what a power cut after each step leaves.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { PlannedDisk } from '../answer/plan.ts'
import { asVmpError } from '../lib/errors.ts'
import { writeFileSafely } from '../lib/files.ts'
import type { Marker } from '../lib/marker.ts'
import { steps } from '../lib/steps.ts'
import { redact } from '../lib/redact.ts'
import type { RunStepsOptions, StepEvent } from '../lib/steps.ts'
import { expectApproved } from './approved.ts'
import { enableLoader, prepareLoader } from './boot/loader.ts'
import type { LoaderContext } from './boot/loader.ts'
import type { HostStorage } from './boot/target.ts'
import { writeConfiguration } from './configuration/write.ts'
import { buildArrays, expectWhole, readingFrom } from './disks/arrays.ts'
import type { BuiltArray } from './disks/arrays.ts'
import { diagnosed } from './disks/diagnose.ts'
import { fileSystemUuid, makeFileSystems } from './disks/file-systems.ts'
import { refuseUsed, release, treeOf } from './disks/holders.ts'
import { invalidate } from './disks/invalidate.ts'
import { partition } from './disks/partition.ts'
import type { PartitionedDisk } from './disks/partition.ts'
import { expectMarker, putMarker } from './disks/raw.ts'
import { ending, patiently } from './disks/tools.ts'
import type { Tools } from './disks/tools.ts'
import { buildVolumes } from './disks/volumes.ts'
import { unwatched } from './disks/watching.ts'
import { failureOf, runHooks } from './hooks/engine.ts'
import { fetchScripts } from './hooks/fetch.ts'
import type { HookResult } from './hooks/hook.ts'
import { hostDocument } from './host-document.ts'
import { copyImage, keepImage, verifyImage } from './image/copy.ts'
import type { CopyContext } from './image/copy.ts'
import { imageSource } from './image/source.ts'
import {
  hostDocumentFile,
  imageFolder,
  installationLogFile,
  machineKeyFile,
  mainGroup,
  sharedState,
  slotState,
} from './layout.ts'
import { alone } from './lock.ts'
import { installationLog } from './log-bundle.ts'
import { writeMachineKey } from './machine-key.ts'
import type { InstallOrder, InstallPorts } from './order.ts'
import { planInstallation } from './plan/plan.ts'
import type { InstallStep } from './steps.ts'
import { mountFolder, mountRoot, mountSystem, mountVolume, places, unmountAll } from './target.ts'

interface Input {
  readonly order: InstallOrder
  readonly ports: InstallPorts
  /** All that was said until now. */
  readonly said: () => readonly StepEvent[]
}

/** The disks that are written. */
const writtenDisks = ({ plan }: InstallOrder): PlannedDisk[] => plan.disks.filter(({ role }) => role !== 'untouched')

const pathsOf = (order: InstallOrder): string[] => writtenDisks(order).map(({ path }) => path)

const markerOf = ({ machine, installation }: InstallOrder, state: Marker['state'], host: string | null): Marker => ({
  state,
  machine,
  installation,
  cluster: null,
  host,
})

const toolsOf = ({ ports }: Input, signal: AbortSignal): Tools => ({ run: ports.run, signal })

/** What fails on a disk is told as what is wrong with that disk. */
const onDisks = <Result>({ order, ports }: Input, work: () => Promise<Result>): Promise<Result> =>
  diagnosed(ports.run, writtenDisks(order), work)

const copyContext = (
  { ports }: Input,
  { signal, progress }: Pick<CopyContext, 'signal' | 'progress'>,
): CopyContext => ({ run: ports.run, signal, progress, system: places(ports.folder).system, elapsed: ports.elapsed })

const loaderContext = ({ ports }: Input, signal: AbortSignal): LoaderContext => ({
  run: ports.run,
  signal,
  system: places(ports.folder).system,
  mountAt: places(ports.folder).esps,
})

const arrayNamed = (arrays: readonly BuiltArray[], name: string): BuiltArray => arrays.find((one) => one.name === name)!

const systemDisks = (disks: readonly PartitionedDisk[]) =>
  disks
    .filter(({ plan }) => plan.role === 'system')
    .map(({ plan, parts }) => ({ path: plan.path, esp: parts.get('esp')!.path }))

const installation = steps<Input>('install')
  .step('gate', async ({ input: { order, ports }, signal }) => {
    await ports.gate?.()
    const { commandLine, fetch, folder } = ports
    return imageSource({ commandLine, fetch, folder: join(folder, 'fetched'), keys: order.imageKeys, signal })
  })
  .step('plan', async ({ input, signal }) => {
    const { order, ports } = input
    const facts = await ports.facts(signal)
    const { answer, machine, rearmed, code } = order
    const plan = planInstallation({ facts, answer, machine, rearmed, code })
    expectApproved(plan, order)
    refuseUsed(await treeOf(toolsOf(input, signal), pathsOf({ ...order, plan })))
    const about = { ...order, facts, plan, policy: ports.policy, at: ports.now() }
    // What cannot be written later must not be found out then.
    hostDocument(about, [])
    // By the device nodes of now.
    return { order: { ...order, plan }, about }
  })
  .step('mark', async ({ input, results, signal }) => {
    const { order } = results.plan
    const tools = toolsOf(input, signal)
    await onDisks({ ...input, order }, async () => {
      await release(tools, pathsOf(order))
      for (const disk of pathsOf(order)) await putMarker(tools, disk, markerOf(order, 'unfinished', null))
    })
  })
  .step('invalidate', async ({ input, results, signal }) => {
    const { order } = results.plan
    const tools = toolsOf(input, signal)
    await onDisks({ ...input, order }, async () => {
      await invalidate(tools, pathsOf(order))
      for (const disk of pathsOf(order)) await expectMarker(tools, disk, markerOf(order, 'unfinished', null))
    })
  })
  .step('partition', async ({ input, results, signal, progress }) => {
    const { order } = results.plan
    const tools = toolsOf(input, signal)
    const planned = writtenDisks(order)
    return onDisks({ ...input, order }, async () => {
      const disks: PartitionedDisk[] = []
      for (const disk of planned) {
        disks.push(await partition(tools, disk))
        await expectMarker(tools, disk.path, markerOf(order, 'unfinished', null))
        progress({ done: disks.length, total: planned.length, unit: 'items' })
      }
      return disks
    })
  })
  .step('arrays', ({ input, results, signal }) =>
    onDisks({ ...input, order: results.plan.order }, () =>
      buildArrays(toolsOf(input, signal), results.plan.order.plan, results.partition),
    ),
  )
  .step('volumes', ({ input, results, signal }) =>
    onDisks({ ...input, order: results.plan.order }, () =>
      buildVolumes(toolsOf(input, signal), results.plan.order.plan, results.arrays),
    ),
  )
  .step('fileSystems', ({ input, results, signal, progress }) =>
    onDisks({ ...input, order: results.plan.order }, async () => {
      const tools = toolsOf(input, signal)
      await makeFileSystems(tools, results.plan.order.plan, results.partition, results.arrays, (done, total) =>
        progress({ done, total, unit: 'items' }),
      )
      return { system: await fileSystemUuid(tools, arrayNamed(results.arrays, 'system').device) }
    }),
  )
  .step('image', ({ input, results, ...context }) =>
    onDisks({ ...input, order: results.plan.order }, async () => {
      const { device } = arrayNamed(results.arrays, 'system')
      await mountSystem(toolsOf(input, context.signal), device, places(input.ports.folder).system)
      await copyImage(copyContext(input, context), results.gate)
      await expectWhole(results.arrays)
    }),
  )
  .step('verify', ({ input, results, ...context }) =>
    onDisks({ ...input, order: results.plan.order }, async () => {
      const array = arrayNamed(results.arrays, 'system')
      const parts = array.members.length
      for (const [part, member] of array.members.entries()) {
        const work = () => verifyImage(copyContext(input, context), results.gate, { from: member.path, part, parts })
        await readingFrom(array, member, work)
      }
      await keepImage(places(input.ports.folder).system, results.gate)
    }),
  )
  .step('document', ({ input, results, signal }) =>
    onDisks({ ...input, order: results.plan.order }, async () => {
      const { state } = places(input.ports.folder)
      await mountVolume(toolsOf(input, signal), results.plan.order.plan, 'state', state)
      const slot = join(state, slotState('a'))
      await mkdir(slot, { recursive: true, mode: 0o700 })
      await mkdir(join(state, sharedState), { recursive: true, mode: 0o700 })
      const document = hostDocument(results.plan.about, results.arrays)
      const { key, thumbprint: hostKey } = await writeMachineKey(join(slot, machineKeyFile))
      input.ports.onMachineKey?.(key)
      writeFileSafely(join(slot, hostDocumentFile), `${JSON.stringify(document, undefined, 2)}\n`, 0o600)
      return { document, slot, hostKey }
    }),
  )
  .step('targetHooks', async ({ input, results, signal, progress }): Promise<HookResult[]> => {
    const { ports } = input
    const { system, root, scratch } = places(ports.folder)
    const image = join(system, imageFolder(results.gate.manifest.id), 'host.squashfs')
    const { document, slot } = results.document
    await mountRoot(toolsOf(input, signal), results.plan.order.plan, ports.folder, image)
    await writeConfiguration(root, document, { trial: false })
    await mkdir(scratch, { recursive: true, mode: 0o700 })
    const { run, fetch, now, newId, onLine } = ports
    // Those of both phases: at the first boot the site's server may be out of reach.
    await fetchScripts(document.hooks.scripts, { state: slot, fetch, signal })
    const outcomes = await runHooks({
      document,
      phase: 'target',
      form: 'whole',
      root,
      state: slot,
      scratch,
      run,
      fetch,
      signal,
      now,
      newId,
      onHook: (_hook, done, total) => progress({ done, total, unit: 'items' }),
      ...(onLine === undefined ? {} : { onLine }),
    })
    const failure = failureOf(outcomes)
    if (failure !== undefined) throw failure
    return outcomes
  })
  .step('loader', ({ input, results, signal }) =>
    onDisks({ ...input, order: results.plan.order }, async () => {
      const { id, files } = results.gate.manifest
      const { size, sha256 } = files.find(({ name }) => name === 'host.squashfs')!
      const { kernelArguments } = results.document.document
      await prepareLoader(loaderContext(input, signal), {
        disks: systemDisks(results.partition),
        entry: { slot: 'a', image: { id, sha256, size }, storage: storageOf(results), kernelArguments },
        installation: input.order.installation,
      })
    }),
  )
  .step('finish', ({ input, results, signal, progress }) =>
    onDisks({ ...input, order: results.plan.order }, async () => {
      const { order } = results.plan
      const tools = toolsOf(input, signal)
      const { folder } = input.ports
      const log = redact(installationLog(input.said()), [
        order.answer.identity.rootPasswordHash ?? '',
        order.code ?? '',
      ])
      writeFileSafely(join(places(folder).state, sharedState, installationLogFile), `${log}\n`, 0o600)
      // All that the loaders start is on the disks before one of them starts.
      for (const place of [places(folder).root, places(folder).memory, places(folder).image, places(folder).state])
        await unmountAll(tools, place)
      await tools.run('sync', [], { timeout: patiently, signal })
      await expectWhole(results.arrays)
      const disks = systemDisks(results.partition)
      for (const [done, disk] of disks.entries()) {
        await enableLoader(loaderContext(input, signal), disk)
        progress({ done: done + 1, total: disks.length, unit: 'items' })
      }
      await expectWhole(results.arrays)
      const { document, hostKey } = results.document
      const marker = { ...markerOf(order, 'installed', document.name), hostKey }
      for (const disk of pathsOf(order)) await putMarker(tools, disk, marker)
    }),
  )

interface Made {
  readonly arrays: readonly BuiltArray[]
  readonly fileSystems: { readonly system: string }
  readonly plan: { readonly order: InstallOrder }
}

function storageOf({ arrays, fileSystems, plan }: Made): HostStorage {
  const { volumes, groups } = plan.order.plan
  const group = volumes.find(({ name }) => name === 'state')?.group ?? mainGroup
  const under = arrayNamed(arrays, groups.find(({ name }) => name === group)!.array)
  const { name, uuid, members } = under
  return {
    systemArray: arrayNamed(arrays, 'system').uuid!,
    systemFileSystem: fileSystems.system,
    state: {
      group,
      device: uuid === null ? { kind: 'partition', uuid: members[0]!.uuid } : { kind: 'array', name, uuid },
    },
  }
}

export interface InstallOptions extends Omit<RunStepsOptions, 'until'> {
  /** Ends after this step, in an orderly way. */
  readonly until?: InstallStep | undefined
}

/**
 * Runs it, and lets go of the disks however it ends.
 * @throws VmpError of the step that failed; `install.busy`
 */
export function runInstallation(
  order: InstallOrder,
  ports: InstallPorts,
  options: InstallOptions = {},
): Promise<readonly HookResult[]> {
  const run = ending(ports.run)
  return alone(ports.folder, () => unwatched(run, () => runAlone(order, { ...ports, run }, options)))
}

async function runAlone(
  order: InstallOrder,
  ports: InstallPorts,
  options: InstallOptions,
): Promise<readonly HookResult[]> {
  // One that was killed may have left its mounts.
  await unmountAll(ports, ports.folder)
  await mountFolder({ run: ports.run, signal: options.signal ?? new AbortController().signal }, ports.folder)
  const events: StepEvent[] = []
  const sink = (event: StepEvent): void => {
    if (event.type !== 'progress') events.push(event)
    options.sink?.(event)
  }
  let failure: unknown
  try {
    const { targetHooks } = await installation.run({ order, ports, said: () => events }, { ...options, sink })
    return targetHooks
  } catch (error) {
    failure = error
    throw error
  } finally {
    await letGo(ports, pathsOf(order)).catch((error: unknown) => {
      // What came first is what matters; a disk that failed cannot be let go of either.
      if (failure === undefined) throw asVmpError(error)
    })
  }
}

async function letGo({ run, folder }: InstallPorts, disks: readonly string[]): Promise<void> {
  await unmountAll({ run }, folder)
  await release({ run, signal: new AbortController().signal }, disks)
}
