/** The status as labelled lines, in words: the one text that screen, serial line and page lay out each in its way. */
import { describe } from '../lib/errors.ts'
import type { MessageKey } from '../lib/text/messages.ts'
import { say, sayAny } from '../lib/text/say.ts'
import type { Language } from '../lib/text/types.ts'
import { binarySize, decimalSize } from '../lib/units.ts'
import type { FactParts } from '../preflight/facts/schema.ts'
import type { Disk } from '../preflight/facts/schema/disks.ts'
import type { Nic } from '../preflight/facts/schema/nics.ts'
import { findingRows, verdictText } from './findings.ts'
import { installationRows } from './installation/rows.ts'
import type { LiveStatus } from './status.ts'

export interface Row {
  id: string
  label: string
  text: string
}

type Label = Extract<MessageKey, `live.label.${string}`>

/**
 * Groups of rows, in the order of their weight for the person before the machine. Rows without content are left out; what is
 * long is cut to what a screen can show, unless `whole` is asked for.
 */
export function rows(status: LiveStatus, language: Language, whole = false): Row[][] {
  const row = (label: Label, text: string | null): Row[] =>
    text === null ? [] : [{ id: label.slice('live.label.'.length), label: say(language, label), text }]
  const { parts, facts, machine, page } = status
  const problem = status.station.problem === null ? null : describe(status.station.problem, language)
  return [
    [
      ...row('live.label.machine', machineText(parts, language)),
      ...row('live.label.name', machine?.name ?? null),
      ...row('live.label.address', addressText(status, language)),
      ...row('live.label.mac', macText(status)),
    ],
    [
      ...row('live.label.state', stateText(status, language)),
      ...row('live.label.code', machine?.shortCode ?? null),
      ...row('live.label.station', status.stationUrl),
      ...row('live.label.problem', problem?.what ?? null),
      ...row('live.label.remedy', problem?.remedy ?? null),
    ],
    installationRows(status.installation, language, whole),
    [
      ...row('live.label.preflight', verdictText(status.preflight, language)),
      ...findingRows(status.preflight, language),
      ...row('live.label.saved', savedText(status, language)),
    ],
    [
      ...row('live.label.cpu', parts.cpu ? cpuText(parts.cpu, language) : null),
      ...row('live.label.memory', parts.memory ? memoryText(parts.memory, language) : null),
      ...row('live.label.disks', parts.disks ? listText(parts.disks.map(diskText), language) : null),
      ...row('live.label.nics', parts.nics ? nicsText(parts.nics, language) : null),
      ...row('live.label.bmc', parts.bmc ? bmcText(parts.bmc, language) : null),
      ...row('live.label.firmware', parts.firmware ? firmwareText(parts.firmware, language) : null),
      ...row('live.label.unread', facts?.unread.map(({ source }) => source).join(', ') || null),
    ],
    [
      ...row('live.label.page', page === null ? null : pageText(status, page.port)),
      ...row('live.label.pageCode', page === null ? null : (page.code ?? say(language, 'live.page.locked'))),
      ...row('live.label.fingerprint', page?.fingerprint ?? null),
      ...row('live.label.shell', say(language, status.shell ? 'live.shell.open' : 'live.shell.none')),
    ],
  ]
}

function machineText({ system }: Partial<FactParts>, language: Language): string {
  if (system === undefined) return say(language, 'live.reading')
  const { vendor, product, serial } = system
  const unknown = say(language, 'live.unknown')
  const maker = [vendor, product].filter((part) => part !== null).join(' ') || unknown
  return say(language, 'live.machine', { maker, serial: serial ?? unknown })
}

function addressText({ addresses }: LiveStatus, language: Language): string {
  const texts = addresses.map((entry) => `${entry.address} (${entry.interface})`)
  return texts.join(', ') || say(language, 'live.noAddress')
}

/** The NIC that booted, else those with an address, else all. */
function macText({ parts, addresses }: LiveStatus): string | null {
  const boot = parts.nics?.find((nic) => nic.boot)
  const macs = boot === undefined ? addresses.map(({ mac }) => mac) : [boot.mac]
  const all = macs.length > 0 ? macs : (parts.nics?.map(({ mac }) => mac) ?? [])
  return [...new Set(all)].join(', ') || null
}

function stateText({ station, machine, addresses }: LiveStatus, language: Language): string {
  const { phase, heardAt } = station
  if (phase === 'none') return say(language, 'live.state.none')
  if (phase === 'looking') return say(language, addresses.length === 0 ? 'live.state.noAddress' : 'live.state.looking')
  if (phase === 'unreachable') {
    return say(language, 'live.state.unreachable', { time: heardAt?.toISOString().slice(11, 19) ?? '-' })
  }
  const params = { state: sayAny(language, `state.${machine?.state}`) }
  return say(language, machine?.enrolledFromMedia ? 'live.state.media' : 'live.state.talking', params)
}

function savedText({ saved }: LiveStatus, language: Language): string | null {
  if (saved === null) return null
  if (saved.problem !== null) return describe(saved.problem, language).what
  const params = { devices: saved.devices.join(', '), time: saved.at.toISOString().slice(11, 19) }
  return say(language, saved.devices.length === 0 ? 'live.saved.none' : 'live.saved.done', params)
}

function cpuText(cpu: FactParts['cpu'], language: Language): string {
  const virtualization = cpu.flags.find((flag) => flag === 'vmx' || flag === 'svm') ?? say(language, 'live.cpu.none')
  const { sockets, cores, threads } = cpu
  return say(language, 'live.cpu', { sockets, cores, threads, virtualization, model: cpu.model ?? '-' })
}

function memoryText(memory: FactParts['memory'], language: Language): string {
  if (memory.installed !== null) {
    return say(language, 'live.memory', { size: binarySize(memory.installed), count: memory.dimms.length })
  }
  return memory.usable === null
    ? say(language, 'live.unknown')
    : say(language, 'live.memory.usable', { size: binarySize(memory.usable) })
}

const listText = (texts: string[], language: Language): string => texts.join('; ') || say(language, 'live.none')

function diskText({ name, size, transport, model }: Disk): string {
  return [name, decimalSize(size), transport, model].filter((part) => part !== null).join(' ')
}

function nicsText(nics: readonly Nic[], language: Language): string {
  return listText(
    nics.map((nic) => nicText(nic, language)),
    language,
  )
}

function nicText({ name, link, speed }: Nic, language: Language): string {
  if (link === true && speed !== null) return say(language, 'live.nic.link', { name, speed })
  return say(language, link === true ? 'live.nic.up' : link === false ? 'live.nic.down' : 'live.nic.unknown', { name })
}

function bmcText(bmc: FactParts['bmc'], language: Language): string {
  if (!bmc.present) return say(language, 'live.none')
  return bmc.address ?? say(language, 'live.bmc.unknown')
}

function firmwareText(firmware: FactParts['firmware'], language: Language): string {
  const { mode, secureBoot } = firmware
  const [vendor, version, date] = [firmware.vendor, firmware.version, firmware.date].map((part) => part ?? '-')
  const text = say(language, 'live.firmware', {
    mode: mode?.toUpperCase() ?? say(language, 'live.unknown'),
    vendor: vendor ?? '-',
    version: version ?? '-',
    date: date ?? '-',
  })
  if (secureBoot === null) return text
  return `${text}, ${say(language, secureBoot ? 'live.secureBoot.on' : 'live.secureBoot.off')}`
}

function pageText({ addresses }: LiveStatus, port: number): string {
  const suffix = port === 443 ? '' : `:${port}`
  const urls = addresses.map(({ address }) => `https://${address.includes(':') ? `[${address}]` : address}${suffix}/`)
  return urls.join(' ') || '-'
}
