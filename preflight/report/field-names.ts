/** What people call each fact: by its part and field, or by its field alone. */
import type { MessageKey } from '../../lib/text/messages.ts'
import { sayAny } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import type { Part } from '../facts/schema.ts'

const partNames: Readonly<Record<Part, MessageKey>> = {
  system: 'hardware.system',
  firmware: 'hardware.firmware',
  tpm: 'hardware.tpm',
  cpu: 'hardware.cpu',
  virtualization: 'hardware.virtualization',
  power: 'hardware.power',
  memory: 'hardware.memory',
  disks: 'hardware.disks',
  raid: 'hardware.raid',
  nics: 'hardware.nics',
  bmc: 'hardware.bmc',
  clock: 'hardware.clock',
}

const fieldNames: Readonly<Record<string, MessageKey>> = {
  vendor: 'hardware.vendor',
  manufacturer: 'hardware.vendor',
  product: 'hardware.product',
  model: 'hardware.product',
  version: 'hardware.version',
  serial: 'hardware.serial',
  uuid: 'hardware.uuid',
  board: 'hardware.board',
  chassis: 'hardware.chassis',
  assetTag: 'hardware.assetTag',
  type: 'hardware.type',
  size: 'hardware.size',
  speed: 'hardware.speed',
  state: 'hardware.state',
  driver: 'hardware.driver',
  firmware: 'hardware.deviceFirmware',
  mode: 'hardware.mode',
  secureBoot: 'hardware.secureBoot',
  date: 'compare.field.date',
  present: 'compare.field.present',
  sockets: 'compare.field.sockets',
  cores: 'compare.field.coreCount',
  threads: 'compare.field.threads',
  numaNodes: 'hardware.numa',
  microcode: 'hardware.microcode',
  flags: 'compare.field.flags',
  flag: 'hardware.virtualization',
  guest: 'compare.field.guest',
  msr: 'hardware.msr',
  locked: 'compare.field.locked',
  enabled: 'compare.field.enabled',
  module: 'compare.field.module',
  problem: 'compare.field.problem',
  device: 'compare.field.kvmDevice',
  usable: 'hardware.usable',
  'virtualization.usable': 'hardware.kvm',
  nested: 'hardware.nested',
  iommu: 'hardware.iommu',
  offered: 'compare.field.offered',
  active: 'compare.field.active',
  idle: 'hardware.idle',
  latency: 'compare.field.latency',
  frequency: 'hardware.frequency',
  governors: 'compare.field.governors',
  available: 'compare.field.available',
  preferences: 'hardware.preference',
  bias: 'hardware.preference',
  turbo: 'hardware.turbo',
  installed: 'hardware.installed',
  slots: 'hardware.slot',
  ecc: 'hardware.ecc',
  errors: 'hardware.errors',
  corrected: 'compare.field.corrected',
  uncorrected: 'compare.field.uncorrected',
  bank: 'compare.field.bank',
  locator: 'hardware.slot',
  part: 'hardware.part',
  dimms: 'compare.field.modules',
  name: 'compare.field.name',
  path: 'compare.field.path',
  wwn: 'compare.field.wwn',
  rotational: 'compare.field.rotational',
  removable: 'compare.field.removable',
  readOnly: 'compare.field.readOnly',
  transport: 'compare.field.transport',
  boot: 'hardware.bootMedium',
  health: 'hardware.health',
  passed: 'hardware.health.good',
  warnings: 'compare.field.warnings',
  temperature: 'hardware.temperature',
  powerOnHours: 'compare.field.hours',
  reallocated: 'compare.field.reallocated',
  pending: 'compare.field.pending',
  mediaErrors: 'compare.field.mediaErrors',
  wear: 'hardware.wear',
  spare: 'compare.field.spare',
  contents: 'hardware.contents',
  kind: 'compare.field.kind',
  label: 'compare.field.label',
  marker: 'compare.field.markerState',
  machine: 'compare.field.machine',
  installation: 'compare.field.installation',
  cluster: 'compare.field.cluster',
  host: 'compare.field.host',
  hostKey: 'compare.field.hostKey',
  pciAddress: 'compare.field.pciAddress',
  pciId: 'compare.field.pciId',
  level: 'hardware.level',
  members: 'hardware.members',
  missing: 'compare.field.missing',
  mac: 'hardware.mac',
  wired: 'compare.field.wired',
  link: 'hardware.link',
  duplex: 'compare.field.duplex',
  supported: 'hardware.supported',
  partner: 'compare.field.partner',
  received: 'compare.field.received',
  sent: 'compare.field.sent',
  crc: 'compare.field.crc',
  mtu: 'compare.field.mtu',
  lldp: 'hardware.neighbour',
  system: 'compare.field.switch',
  port: 'compare.field.switchPort',
  description: 'compare.field.description',
  vlan: 'compare.field.vlan',
  address: 'hardware.address',
  ipmi: 'hardware.ipmi',
  powerRestore: 'hardware.powerRestore',
  value: 'hardware.value',
  unit: 'hardware.value',
  reading: 'hardware.value',
  events: 'compare.field.events',
  count: 'compare.field.events',
  rtc: 'hardware.rtc',
  'clock.system': 'hardware.systemClock',
  reference: 'hardware.reference',
  ahead: 'hardware.ahead',
  rtcAhead: 'hardware.ahead',
  settable: 'hardware.settable',
  battery: 'hardware.battery',
}

export function partName(part: Part, language: Language): string {
  return sayAny(language, partNames[part])
}

/** `chassis.serial` is the chassis' serial number; a field of another version is shown as it is. */
export function fieldName(part: Part, field: string, language: Language): string {
  const whole = fieldNames[`${part}.${field}`]
  if (whole !== undefined) return sayAny(language, whole)
  return field
    .split('.')
    .map((name) => (fieldNames[name] === undefined ? name : sayAny(language, fieldNames[name])))
    .join(' · ')
}

/** Whether every field of a path has a name of its own. */
export function isNamed(part: Part, field: string): boolean {
  return (
    fieldNames[`${part}.${field}`] !== undefined || field.split('.').every((name) => fieldNames[name] !== undefined)
  )
}
