import { access, mkdir, readFile, readlink, stat, statfs } from 'node:fs/promises'
import { basename, delimiter, join } from 'node:path'
import { isSystemError, VmpError } from '../lib/errors.ts'
import { paths } from '../lib/paths.ts'
import type { Firmware } from '../lib/tools/qemu.ts'
import { contentPrograms } from './contents.ts'
import type { ContentKind } from './contents.ts'
import type { UefiFiles } from './server.ts'
import type { LabRequest } from './up.ts'

const ovmf = '/usr/share/OVMF'

const firmwareFiles: Record<Firmware, UefiFiles | undefined> = {
  bios: undefined,
  uefi: { code: join(ovmf, 'OVMF_CODE_4M.fd'), variables: join(ovmf, 'OVMF_VARS_4M.fd') },
  'uefi-http': { code: join(ovmf, 'OVMF_CODE_4M.fd'), variables: join(ovmf, 'OVMF_VARS_4M.fd') },
  // With Microsoft's keys enrolled, as servers come.
  'uefi-secure': { code: join(ovmf, 'OVMF_CODE_4M.secboot.fd'), variables: join(ovmf, 'OVMF_VARS_4M.ms.fd') },
}

/** OVMF's files for a kind of firmware; undefined for BIOS. */
export function uefiFiles(firmware: Firmware): UefiFiles | undefined {
  return firmwareFiles[firmware]
}

interface Need {
  what: string
  debianPackage: string
  found: () => Promise<boolean>
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch (error) {
    if (isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return false
    throw error
  }
}

async function onPath(program: string): Promise<boolean> {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return (await Promise.all(folders.map((folder) => exists(join(folder, program))))).includes(true)
}

function needs(firmware: Firmware, contents: readonly ContentKind[]): Need[] {
  const program = (what: string, debianPackage: string): Need => ({ what, debianPackage, found: () => onPath(what) })
  const file = (what: string, debianPackage: string): Need => ({ what, debianPackage, found: () => exists(what) })
  const uefi = uefiFiles(firmware)
  return [
    program('qemu-system-x86_64', 'qemu-system-x86'),
    program('ip', 'iproute2'),
    program('dnsmasq', 'dnsmasq-base'),
    ...(uefi ? [uefi.code, uefi.variables].map((path) => file(path, 'ovmf')) : []),
    ...contents.map((kind) => program(...contentPrograms[kind])),
    ...(firmware === 'bios' ? [file('/usr/lib/ipxe/qemu/efi-virtio.rom', 'ipxe-qemu')] : []),
  ]
}

/** @throws VmpError `lab.notRoot` */
export function requireRoot(uid = process.getuid?.()): void {
  if (uid !== 0) throw new VmpError('lab.notRoot')
}

/** @throws VmpError `lab.missing` naming what is not installed, and the packages that bring it. */
export async function requirePrograms({ firmware, changes }: LabRequest): Promise<void> {
  const kinds = [...changes.values()].flatMap(({ contents = [], stick }): ContentKind[] => [
    ...contents.map(({ kind }) => kind),
    ...(stick ? (['vfat'] as const) : []),
  ])
  const list = needs(firmware, [...new Set(kinds)])
  const found = await Promise.all(list.map((need) => need.found()))
  const missing = list.filter((_, index) => !found[index])
  if (missing.length === 0) return
  throw new VmpError('lab.missing', {
    missing: missing.map(({ what }) => what).join(', '),
    packages: [...new Set(missing.map(({ debianPackage }) => debianPackage))].join(' '),
  })
}

/** What a QEMU takes beside its guest's memory. */
const overheadMiB = 256

/** Memory that the kernel would give without swapping, MiB, from the text of /proc/meminfo. */
export function parseAvailableMiB(meminfo: string): number {
  return Math.floor(Number(/^MemAvailable:\s+(\d+) kB/m.exec(meminfo)?.[1] ?? 0) / 1024)
}

/** @throws VmpError `lab.notEnoughMemory` */
export async function requireMemory(serversMiB: readonly number[]): Promise<void> {
  const available = parseAvailableMiB(await readFile('/proc/meminfo', 'utf8'))
  const needed = serversMiB.reduce((sum, memory) => sum + memory + overheadMiB, 0)
  if (needed > available) throw new VmpError('lab.notEnoughMemory', { servers: serversMiB.length, needed, available })
}

/** What a server may write before it is worth a warning: the disks are sparse and grow as they are written. */
const diskMiBPerServer = 1024

/** @throws VmpError `lab.notEnoughDisk` */
export async function requireDisk(servers: number): Promise<void> {
  const folder = paths.state('lab')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { bavail, bsize } = await statfs(folder)
  const available = Math.floor((bavail * bsize) / 2 ** 20)
  const needed = servers * diskMiBPerServer
  if (needed > available) throw new VmpError('lab.notEnoughDisk', { folder, needed, available })
}

/**
 * Finds the image to boot: the one asked for, or the current one.
 * @returns its id.
 * @throws VmpError `lab.noImage`
 */
export async function requireImage(images: string, asked?: string): Promise<string> {
  try {
    const id = asked ?? basename(await readlink(join(images, 'current')))
    await stat(join(images, id, 'manifest.json'))
    return id
  } catch (error) {
    if (isSystemError(error) && (error.code === 'ENOENT' || error.code === 'EINVAL'))
      throw new VmpError('lab.noImage', { image: asked ?? 'current', folder: images }, { cause: error })
    throw error
  }
}
