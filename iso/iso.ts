import { copyFile, link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { mediumFiles } from '../answer/medium.ts'
import { isSystemError } from '../lib/errors.ts'
import { syncFolder } from '../lib/files.ts'
import { steps } from '../lib/steps.ts'
import { render } from '../lib/template.ts'
import { makeFat } from '../lib/tools/mtools.ts'
import type { FatFile } from '../lib/tools/mtools.ts'
import { writeIso } from '../lib/tools/xorriso.ts'
import type { BuildOptions } from './build.ts'
import { sayingFull } from './disk-full.ts'
import { exclusively } from './exclusive.ts'
import { checkChoice } from './iso-options.ts'
import type { IsoChoice } from './iso-options.ts'
import { verifyImage } from './manifest.ts'
import { mediumAnswer } from './medium-answer.ts'
import type { AnswerEffect } from './medium-answer.ts'
import { isoDate, isoUuid, menu } from './menu.ts'
import { places } from './places.ts'
import { namedKey } from '../lib/image/signature.ts'
import { trustedKeys } from './signing.ts'
import { imageFolder } from './store.ts'

export interface IsoRequest extends IsoChoice {
  /** Id or folder of the image; the current one without it. */
  readonly image?: string | undefined
  /** File to write; beside nothing, named by the image's id, without it. */
  readonly output?: string | undefined
  /** An answer file: the medium installs by it, without asking. */
  readonly answer?: string | undefined
}

export interface BuiltIso {
  readonly file: string
  /** Bytes. */
  readonly size: number
  readonly image: string
  readonly uuid: string
  /** Null when it installs nothing by itself. */
  readonly installs: AnswerEffect | null
  /** Whether it carries what only its owner should read; its file has mode 600 then. */
  readonly secret: boolean
}

const LABEL = 'VMP'

const build = steps<IsoRequest>('iso.build')
  .step('check', async ({ input, signal, progress }) => {
    const folder = await imageFolder(input.image)
    const keys = await trustedKeys()
    const manifest = await verifyImage(folder, { keys, signal, progress })
    const signature = await readFile(join(folder, mediumFiles.signature), 'utf8')
    const key = namedKey(signature, keys)!.export({ type: 'spki', format: 'pem' })
    const { size, sha256 } = manifest.files.find(({ name }) => name === 'host.squashfs')!
    const epoch = Date.parse(manifest.createdAt) / 1000
    const answer = input.answer === undefined ? undefined : mediumAnswer(input.answer)
    const own = [manifest.id, signature, key, input.station, input.pin, input.rootPasswordHash, answer?.text]
    const date = isoDate(epoch, JSON.stringify(own))
    return { folder, id: manifest.id, key, answer, size, sha256, epoch, date, uuid: isoUuid(date) }
  })
  .step('loaders', ({ input, results: { check }, signal }) =>
    sayingFull(places.work(), async () => {
      const tree = places.work('iso')
      const grub = join(tree, 'boot/grub')
      const loader = (name: string): string => join(check.folder, 'loaders', name)
      await mkdir(grub, { recursive: true })
      await mkdir(join(tree, 'vmp'))
      for (const name of ['vmlinuz', 'initrd', 'host.squashfs', mediumFiles.manifest, mediumFiles.signature])
        await linkOrCopy(join(check.folder, name), join(tree, 'vmp', name))
      await writeFile(join(tree, 'vmp', mediumFiles.key), check.key)
      for (const name of ['memtest.bin', 'memtest.efi']) await copyFile(loader(name), join(tree, 'vmp', name))
      if (input.rootPasswordHash !== undefined)
        await writeFile(join(tree, 'vmp/root-password-hash'), `${input.rootPasswordHash}\n`)
      if (check.answer !== undefined) await writeFile(join(tree, 'vmp', mediumFiles.answer), check.answer.text)
      await copyFile(loader('grub-eltorito.img'), join(grub, 'eltorito.img'))
      await writeFile(
        join(grub, 'grub.cfg'),
        menu({ ...input, ...check, image: check.id, installs: check.answer !== undefined }),
      )
      const find = places.work('find.cfg')
      await writeFile(find, render('iso/find.cfg.hbs', 'grub', { uuid: check.uuid }))
      // Firmware starts shim by this name; shim looks for grubx64.efi beside itself; GRUB for its menu under /boot/grub.
      const files: FatFile[] = [
        { source: loader('bootx64.efi'), target: 'EFI/BOOT/BOOTX64.EFI' },
        { source: loader('grubcdx64.efi'), target: 'EFI/BOOT/grubx64.efi' },
        { source: loader('mmx64.efi'), target: 'EFI/BOOT/mmx64.efi' },
        { source: find, target: 'boot/grub/grub.cfg' },
      ]
      const efi = places.work('efi.img')
      await makeFat(
        { file: efi, size: 8 * 2 ** 20, serial: check.sha256.slice(0, 8), files, epoch: check.epoch },
        signal,
      )
      return { tree, efi, hybrid: loader('grub-hybrid.img') }
    }),
  )
  .step('write', async ({ input, results: { check, loaders }, signal }) => {
    const file = resolve(input.output ?? `vmp-${check.id}.iso`)
    const partial = `${file}.partial`
    const secret = input.rootPasswordHash !== undefined || check.answer !== undefined
    await mkdir(dirname(file), { recursive: true })
    try {
      await rm(partial, { force: true })
      // xorriso writes into the file that is there: nobody else reads what it carries, at no moment.
      await writeFile(partial, '', { mode: secret ? 0o600 : 0o644, flag: 'wx' })
      await sayingFull(file, () =>
        writeIso(
          {
            source: loaders.tree,
            output: partial,
            label: LABEL,
            date: check.date,
            biosImage: 'boot/grub/eltorito.img',
            hybridImage: loaders.hybrid,
            efiImage: loaders.efi,
            epoch: check.epoch,
          },
          signal,
        ),
      )
      await rename(partial, file)
      syncFolder(dirname(file))
    } finally {
      await rm(partial, { force: true })
    }
    return { file, size: (await stat(file)).size, installs: check.answer?.effect ?? null, secret }
  })

/**
 * Builds one file that boots by BIOS, UEFI and Secure Boot, from CD and from stick. The image is verified first.
 * @throws VmpError `iso.badOption`, `image.busy`, `disk.full`, and as `verifyImage`
 */
export async function buildIso(request: IsoRequest, options: BuildOptions = {}): Promise<BuiltIso> {
  checkChoice(request)
  const work = async (): Promise<BuiltIso> => {
    const clean = (): Promise<void> => rm(places.work(), { recursive: true, force: true })
    await clean()
    try {
      await mkdir(places.work(), { recursive: true })
      const { check, write } = await build.run(request, options)
      return { ...write, image: check.id, uuid: check.uuid }
    } finally {
      await clean()
    }
  }
  return exclusively(places.lock(), work, options)
}

/** A link where both are on one disk: the image is not copied twice. */
async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await link(source, target)
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'EXDEV') throw error
    await copyFile(source, target)
  }
}
