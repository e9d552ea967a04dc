import { VmpError } from '../lib/errors.ts'
import type { Firmware } from '../lib/tools/qemu.ts'
import { parseChanges } from './changes.ts'
import { parseCount, parseDuration, parseOne, parseRtc, parseSize, parseWord } from './parse.ts'
import type { DhcpMode, Medium } from './state.ts'
import type { Goal, LabRequest } from './up.ts'

const firmwares = ['bios', 'uefi', 'uefi-secure', 'uefi-http'] as const satisfies Firmware[]
const media = ['pxe', 'iso', 'usb'] as const satisfies Medium[]
const dhcpModes = ['full', 'proxy'] as const satisfies DhcpMode[]
const goals = ['started', 'discovered', 'checked', 'installed'] as const satisfies Goal[]

/** The options of `vmp lab up`, as a person types them. */
export interface LabOptions {
  name: string
  servers: string
  firmware: string
  medium: string
  dhcp: string
  memory: string
  disks: string
  nic: string
  until: string
  timeout: string
  rtc?: string
  cpu?: string
  cpus?: string
  image?: string
  with?: readonly string[]
  answer?: string
  embedAnswer?: string
  from?: string
}

const maxServers = 32
const maxCpus = 64

/** @throws VmpError `lab.embedWithoutMedium`, `lab.twoAnswers` */
function checkAnswers({ medium, answer, embedAnswer }: LabOptions): void {
  if (embedAnswer === undefined) return
  if (medium === 'pxe') throw new VmpError('lab.embedWithoutMedium')
  if (answer !== undefined) throw new VmpError('lab.twoAnswers')
}

/** @throws VmpError `lab.badOption` naming the option and what it takes, and those of `checkAnswers`. */
export function parseRequest(options: LabOptions): LabRequest {
  const servers = parseCount('--servers', options.servers, maxServers)
  checkAnswers(options)
  return {
    lab: options.name,
    servers,
    firmware: parseOne('--firmware', options.firmware, firmwares),
    medium: parseOne('--medium', options.medium, media),
    dhcp: parseOne('--dhcp', options.dhcp, dhcpModes),
    memoryMiB: parseSize('--memory', options.memory) / 2 ** 20,
    disks: options.disks === '' ? [] : options.disks.split(',').map((size) => parseSize('--disks', size)),
    nic: parseWord('--nic', options.nic),
    changes: parseChanges(options.with ?? [], servers),
    until: parseOne('--until', options.until, goals),
    timeoutMs: parseDuration('--timeout', options.timeout),
    ...(options.rtc === undefined ? {} : { rtc: parseRtc('--rtc', options.rtc) }),
    ...(options.cpu === undefined ? {} : { cpuModel: parseWord('--cpu', options.cpu) }),
    ...(options.image === undefined ? {} : { image: parseWord('--image', options.image) }),
    ...(options.cpus === undefined ? {} : { cpus: parseCount('--cpus', options.cpus, maxCpus) }),
    ...(options.answer === undefined ? {} : { answerFile: options.answer }),
    ...(options.embedAnswer === undefined ? {} : { embeddedAnswer: options.embedAnswer }),
    ...(options.from === undefined ? {} : { from: options.from }),
  }
}
