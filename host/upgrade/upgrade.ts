/** Puts a new image into the slot that is not in use, and has it tried at the next start. Until then nothing is different. */
import { createReadStream } from 'node:fs'
import { createHash } from 'node:crypto'
import { mkdir, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asVmpError, VmpError } from '../../lib/errors.ts'
import type { run } from '../../lib/exec.ts'
import { syncFolder, sizeOf } from '../../lib/files.ts'
import type { Manifest } from '../../lib/image/manifest.ts'
import { steps } from '../../lib/steps.ts'
import type { StepProgress } from '../../lib/steps.ts'
import { decimalSize } from '../../lib/units.ts'
import { forgetArgs } from '../../lib/tools/dd.ts'
import { writeSlotEntry } from '../../installer/boot/loader.ts'
import { readRecord, writeRecord } from '../../installer/boot/record.ts'
import type { SlotRecord } from '../../installer/boot/record.ts'
import type { HostStorage, LoaderDisk } from '../../installer/boot/target.ts'
import type { HostDocument } from '../../installer/configuration/document.ts'
import { imageFolder, otherSlot } from '../../installer/layout.ts'
import type { Slot } from '../../installer/layout.ts'
import type { HostBoot } from '../boot.ts'
import type { HostFolders } from '../folders.ts'
import { manifestOf, syncLoaders } from '../loaders.ts'
import { writable } from '../writable.ts'
import { judgeAge, judgeManifest } from './judge.ts'
import type { Allowed } from './judge.ts'
import type { UpgradeSource } from './source.ts'

interface UpgradeInput {
  readonly source: UpgradeSource
  readonly allowed: Allowed
  readonly host: UpgradeHost
}

export interface UpgradeHost {
  readonly run: typeof run
  readonly boot: HostBoot
  readonly folders: HostFolders
  readonly document: HostDocument
  /** As the boot loader said it for this start. */
  readonly storage: HostStorage
  readonly disks: () => Promise<readonly LoaderDisk[]>
}

/** What a host keeps of an image. */
const kept = ['vmlinuz', 'initrd', 'host.squashfs'] as const
const documents = ['manifest.json', 'manifest.json.sig'] as const
/** Bytes that stay free on the mirror beside the new image. */
const margin = 64 * 2 ** 20
const images = 'images'
/** Of an image that is not whole yet: not under a name that anything would start. */
const partialOf = (system: string, id: string): string => join(system, images, `.${id}.part`)

interface Copying {
  readonly host: UpgradeHost
  readonly files: Manifest['files']
  readonly signal: AbortSignal
  readonly progress: (progress: StepProgress) => void
}

interface Checked {
  readonly manifest: Manifest
  readonly slot: Slot
  readonly content: Buffer
  readonly signature: string | undefined
}

/** Reads only. */
const checking = steps<UpgradeInput>('upgrade').step('check', async ({ input, note }): Promise<Checked> => {
  const { source, allowed, host } = input
  const record = readRecord(host.folders.system)
  if (record.committed !== host.boot.slot) throw new VmpError('upgrade.notCommitted', { slot: host.boot.slot })
  const content = await source.read('manifest.json')
  const signature = await signatureFrom(source)
  const manifest = judgeManifest({ manifest: content, signature }, host.document.imageKeys, allowed)
  for (const name of kept) if (!manifest.files.some((file) => file.name === name)) throw new VmpError('upgrade.damaged')
  const running = await manifestOf(host.folders.system, host.boot.image)
  const size = decimalSize(filesOf(manifest).reduce((sum, file) => sum + file.size, 0))
  note('upgrade.offered', { ...nameOf(manifest), size })
  note('upgrade.installed', nameOf(running))
  if (record.failed === manifest.id) note('upgrade.status.failed', { image: manifest.id })
  judgeAge(manifest, running, allowed)
  await requireSpace(host, manifest, record)
  return { manifest, slot: otherSlot(host.boot.slot), content, signature }
})

const upgrading = checking
  .step('copy', async ({ input: { source, host }, results: { check }, signal, progress }) => {
    const { manifest, content, signature } = check
    await onMirror(host, async (system) => {
      await forgetImages(system, readRecord(system), manifest.id)
      const folder = partialOf(system, manifest.id)
      try {
        await mkdir(folder, { recursive: true })
        await writeFile(join(folder, 'manifest.json'), content)
        if (signature !== undefined) await writeFile(join(folder, 'manifest.json.sig'), signature)
        await copyFiles(source, folder, { host, files: filesOf(manifest), signal, progress })
      } catch (error) {
        const failure = asVmpError(error)
        // On a mirror that is full not even the record could be written.
        if (failure.code === 'disk.full') await rm(folder, { recursive: true, force: true })
        throw failure
      }
      await host.run('sync', ['--file-system', folder], { timeout: 600_000, signal })
    })
  })
  .step('verify', async ({ input: { host }, results: { check }, signal, progress }) => {
    const { manifest } = check
    const files = filesOf(manifest)
    const total = files.reduce((sum, { size }) => sum + size, 0)
    let done = 0
    await onMirror(host, async (system) => {
      const folder = partialOf(system, manifest.id)
      for (const { name, size, sha256 } of files) {
        if (!(await isWhole(host.run, join(folder, name), { size, sha256 }, signal)))
          throw new VmpError('upgrade.altered', { file: name })
        progress({ done: (done += size), total, unit: 'bytes' })
      }
      const final = join(system, imageFolder(manifest.id))
      await rm(final, { recursive: true, force: true })
      await rename(folder, final)
      syncFolder(join(system, images))
    })
  })
  .step('slot', async ({ input: { host }, results: { check } }) => {
    const { manifest, slot } = check
    const squashfs = manifest.files.find(({ name }) => name === 'host.squashfs')!
    const image = { id: manifest.id, sha256: squashfs.sha256, size: squashfs.size }
    const { storage, document } = host
    await onMirror(host, (system) => {
      const record = readRecord(system)
      writeRecord(system, { ...record, images: { ...record.images, [slot]: manifest.id } })
      writeSlotEntry(system, { slot, image, storage, kernelArguments: document.kernelArguments })
    })
    return tryNext(host, slot)
  })

async function copyFiles(
  source: UpgradeSource,
  folder: string,
  { host, files, signal, progress }: Copying,
): Promise<void> {
  const total = files.reduce((sum, { size }) => sum + size, 0)
  let before = 0
  for (const { name, size, sha256 } of files) {
    const target = join(folder, name)
    const onBytes = (bytes: number): void => progress({ done: Math.min(before + bytes, total), total, unit: 'bytes' })
    const fetch = () => source.fetch(name, target, { signal, size, onBytes })
    // What an earlier attempt left is taken up; when that was something else, once more from the beginning.
    if ((await sizeOf(target)) > size) await rm(target)
    if ((await sizeOf(target)) < size) await fetch()
    if (!(await isWhole(host.run, target, { size, sha256 }, signal))) {
      await rm(target)
      await fetch()
    }
    before += size
  }
}

/** @throws VmpError as the steps; until the last one nothing is different. */
export const upgrade = upgrading
/** The first step alone: says what would be done. */
export const upgradeCheck = checking

/** Has the other slot started once. The record before the ESPs: a trial that the record does not know is refused. */
async function tryNext(host: UpgradeHost, slot: Slot): Promise<{ slot: Slot; image: string }> {
  const record = await onMirror(host, (system) => {
    const next: SlotRecord = { ...readRecord(system), wanted: slot, trying: null, failed: null }
    writeRecord(system, next)
    return next
  })
  const results = await syncLoaders(host.run, host.folders, await host.disks(), record)
  if (results.every(({ problem }) => problem !== null)) {
    await onMirror(host, (system) => writeRecord(system, { ...record, wanted: null }))
    throw new VmpError('upgrade.noLoader')
  }
  return { slot, image: record.images[slot] ?? '' }
}

/** Back to the image that the other slot still holds, with the state as it is now. @throws VmpError `upgrade.nothingToReturnTo` */
export async function rollback(host: UpgradeHost): Promise<{ slot: Slot; image: string }> {
  const record = readRecord(host.folders.system)
  if (record.committed !== host.boot.slot) throw new VmpError('upgrade.notCommitted', { slot: host.boot.slot })
  const slot = otherSlot(host.boot.slot)
  const image = record.images[slot]
  if (image === undefined || (await sizeOf(join(host.folders.system, imageFolder(image), 'host.squashfs'))) === 0)
    throw new VmpError('upgrade.nothingToReturnTo')
  return tryNext(host, slot)
}

const filesOf = ({ files }: Manifest): Manifest['files'] =>
  files.filter(({ name }) => (kept as readonly string[]).includes(name))

const nameOf = ({ id, version, createdAt }: Manifest): { image: string; version: string; date: string } => ({
  image: id,
  version,
  date: createdAt.slice(0, 10),
})

const onMirror = <Result>(
  { run: runTool, folders }: UpgradeHost,
  work: (system: string) => Promise<Result> | Result,
): Promise<Result> => writable(runTool, folders.system, () => work(folders.system))

async function signatureFrom(source: UpgradeSource): Promise<string | undefined> {
  try {
    return String(await source.read(documents[1]))
  } catch (error) {
    if (error instanceof VmpError && error.code === 'upgrade.sourceMissing') return undefined
    throw error
  }
}

/** Images that no slot will need are not counted: they go first. */
async function requireSpace({ folders }: UpgradeHost, manifest: Manifest, record: SlotRecord): Promise<void> {
  const { bavail, bsize } = await statfs(folders.system)
  let free = bavail * bsize - margin
  for (const name of await needless(folders.system, record))
    free += await folderSize(join(folders.system, images, name))
  const need = filesOf(manifest).reduce((sum, { size }) => sum + size, 0)
  if (need > free)
    throw new VmpError('upgrade.noSpace', { need: Math.ceil(need / 1e6), free: Math.max(0, Math.floor(free / 1e6)) })
}

const needless = async (system: string, { committed, images: known }: SlotRecord): Promise<string[]> =>
  (await readdir(join(system, images))).filter((name) => name !== known[committed])

async function folderSize(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map((name) => sizeOf(join(folder, name))))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** The slot in use stays, and what an earlier attempt left of this image. The record first says that the other is empty. */
async function forgetImages(system: string, record: SlotRecord, next: string): Promise<void> {
  const { committed } = record
  writeRecord(system, { ...record, images: { [committed]: record.images[committed]! }, wanted: null, trying: null })
  for (const name of await needless(system, record))
    if (name !== `.${next}.part`) await rm(join(system, images, name), { recursive: true })
}

/** Read from the disks, not from memory. */
async function isWhole(
  runTool: typeof run,
  file: string,
  { size, sha256 }: { size: number; sha256: string },
  signal: AbortSignal,
): Promise<boolean> {
  if ((await sizeOf(file)) !== size) return false
  await runTool('dd', forgetArgs(file), { timeout: 600_000, signal })
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20, signal })) hash.update(chunk as Buffer)
  return hash.digest('hex') === sha256
}
