import { createHash } from 'node:crypto'
import type { Accelerator, Boot, Guest } from '../lib/tools/qemu.ts'
import { furtherMac, serverIdentity } from './identity.ts'
import { tapName } from './network.ts'
import { uefiFiles } from './requirements.ts'
import { serverFile } from './server.ts'
import { labPaths } from './state.ts'
import type { LabRequest } from './up.ts'

/**
 * The processor a rehearsal server shows when software makes it. TCG gives AMD-V with nested paging, so that a
 * rehearsed host can run guests; `max`, or AVX without XSAVE, crashes raid6 code and nested kernels at random.
 */
const softwareCpu = 'qemu64,+svm,+npt,+vgif,+ssse3,+sse4.1,+sse4.2,+popcnt,+cx16,+aes,+pclmulqdq,+lahf_lm'

function bootOf(request: LabRequest, iso?: string): Boot {
  if (request.medium === 'pxe' || iso === undefined) return { from: 'network' }
  return { from: request.medium === 'iso' ? 'cdrom' : 'stick', iso }
}

/** A locally administered world wide name (NAA 3) that stays the same for the same disk. */
function wwn(serial: string): string {
  return `3${createHash('sha256').update(serial).digest('hex').slice(0, 15)}`
}

/** A server's NICs, the one that boots first. */
export function nicsOf({ lab, identityOf = lab, nic, changes }: LabRequest, number: number): Guest['nics'] {
  const { nics = 1, noLink = [] } = changes.get(number) ?? {}
  return Array.from({ length: nics }, (_, index) => ({
    model: nic,
    mac: index === 0 ? serverIdentity(identityOf, number).mac : furtherMac(identityOf, number, index + 1),
    tap: tapName(number, index + 1),
    link: !noLink.includes(index + 1),
  }))
}

/** Sizes in bytes. */
export const disksOf = ({ disks, changes }: LabRequest, number: number): number[] => changes.get(number)?.disks ?? disks

export const memoryOf = ({ memoryMiB, changes }: LabRequest, number: number): number =>
  changes.get(number)?.memoryMiB ?? memoryMiB

/** QEMU takes what is not there away without complaint. */
const withoutVirtualization = ',-svm,-npt,-vmx'

/** Describes server `number` (from 1) of a lab. */
export function makeGuest(request: LabRequest, accelerator: Accelerator, number: number, iso?: string): Guest {
  const identityOf = request.identityOf ?? request.lab
  const { name, uuid, serial } = serverIdentity(identityOf, number)
  const change = request.changes.get(number) ?? {}
  const files = labPaths(request.lab, name)
  const uefi = uefiFiles(request.firmware)
  // Made in software, a second one saves no time in a start, and kernels were seen to oops while they patch themselves
  // ("int3: 0000"): the other thread of QEMU's still runs what was there before.
  const cpus = accelerator === 'tcg' ? 1 : 2
  const cpuModel = change.cpuModel ?? request.cpuModel ?? (accelerator === 'kvm' ? 'host' : softwareCpu)
  const rtc = change.rtc ?? request.rtc
  return {
    name,
    uuid: change.uuidOf === undefined ? uuid : serverIdentity(identityOf, change.uuidOf).uuid,
    serial,
    accelerator,
    firmware: request.firmware,
    ...(uefi ? { uefi: { code: uefi.code, variables: serverFile(request.lab, name, 'uefi-variables.fd') } } : {}),
    cpuModel: change.noVirtualization ? `${cpuModel}${withoutVirtualization}` : cpuModel,
    cpus: request.cpus ?? cpus,
    memoryMiB: memoryOf(request, number),
    boot: bootOf(request, iso),
    nics: nicsOf(request, number),
    disks: disksOf(request, number).map((_, index) => {
      const diskSerial = `${serial}-${index + 1}`
      return {
        file: serverFile(request.lab, name, `disk${index + 1}.img`),
        serial: diskSerial,
        wwn: wwn(diskSerial),
      }
    }),
    bmc: change.noBmc !== true,
    ...(change.stick ? { stick: serverFile(request.lab, name, 'stick.img') } : {}),
    ...(rtc === undefined ? {} : { rtc }),
    qmpSocket: files.qmpSocket,
    serialSocket: files.serialSocket,
    serialLog: files.serialLog,
  }
}
