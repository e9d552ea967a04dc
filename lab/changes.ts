import { VmpError } from '../lib/errors.ts'
import { contentKinds } from './contents.ts'
import type { ContentKind } from './contents.ts'
import { parseCount, parseOne, parseRtc, parseSize, parseWord } from './parse.ts'

/** How one server differs from the others of its lab: how defects are rehearsed. */
export interface ServerChange {
  cpuModel?: string
  /** Without VT-x and AMD-V. */
  noVirtualization?: true
  memoryMiB?: number
  /** Sizes in bytes. */
  disks?: number[]
  rtc?: string
  /** The number of the server whose UUID it has. */
  uuidOf?: number
  nics?: number
  /** The number of a NIC whose cable is not plugged in. */
  noLink?: number[]
  contents?: { disk: number; kind: ContentKind }[]
  noBmc?: true
  /** A stick for reports is plugged in. */
  stick?: true
}

const option = '--with'
const mostNics = 8
const mostDisks = 64

/** How a value is put into a change; a key without a value has none. */
const keys: Readonly<Record<string, (change: ServerChange, value: string) => void>> = {
  cpu: (change, value) => (change.cpuModel = parseWord(option, value)),
  'no-virtualization': (change, value) => (change.noVirtualization = flag(value)),
  memory: (change, value) => (change.memoryMiB = parseSize(option, value) / 2 ** 20),
  disks: (change, value) =>
    (change.disks = value === '' ? [] : value.split('+').map((size) => parseSize(option, size))),
  rtc: (change, value) => (change.rtc = parseRtc(option, value)),
  uuid: (change, value) => (change.uuidOf = parseCount(option, value, Number.MAX_SAFE_INTEGER)),
  nics: (change, value) => (change.nics = parseCount(option, value, mostNics)),
  nolink: (change, value) => (change.noLink ??= []).push(parseCount(option, value, mostNics)),
  content: (change, value) => (change.contents ??= []).push(parseContent(value)),
  'no-bmc': (change, value) => (change.noBmc = flag(value)),
  stick: (change, value) => (change.stick = flag(value)),
}

const bad = (value: string, expected: string): VmpError => new VmpError('lab.badOption', { option, value, expected })

function flag(value: string): true {
  if (value !== '') throw bad(value, 'no-virtualization, no-bmc, stick')
  return true
}

/** `ext4` on the first disk, or `2:ext4`. */
function parseContent(text: string): { disk: number; kind: ContentKind } {
  const [number, kind] = text.includes(':') ? (text.split(':', 2) as [string, string]) : ['1', text]
  return { disk: parseCount(option, number, mostDisks), kind: parseOne(option, kind, contentKinds) }
}

/**
 * Reads `1:memory=3G,rtc=2020-01-01,no-virtualization`, one for each server.
 * @throws VmpError `lab.badOption`
 */
export function parseChanges(texts: readonly string[], servers: number): Map<number, ServerChange> {
  const changes = new Map<number, ServerChange>()
  for (const text of texts) {
    const [, number = '', list = ''] = /^(\d+):(.+)$/.exec(text) ?? []
    if (list === '') throw bad(text, `NUMBER:KEY=VALUE,… (${Object.keys(keys).join(', ')})`)
    const server = parseCount(option, number, servers)
    const change = changes.get(server) ?? {}
    changes.set(server, change)
    for (const word of list.split(',')) {
      const [key = '', value = ''] = word.split(/=(.*)/s)
      const put = Object.hasOwn(keys, key) ? keys[key] : undefined
      if (put === undefined) throw bad(word, Object.keys(keys).join(', '))
      put(change, value)
    }
    check(change, text, server, servers)
  }
  return changes
}

/** What fits each for itself and not together. */
function check({ nics = 1, noLink = [], uuidOf }: ServerChange, text: string, server: number, servers: number): void {
  if (noLink.some((number) => number > nics)) throw bad(text, `nolink=1–${nics}`)
  if (uuidOf !== undefined && (uuidOf === server || uuidOf > servers)) throw bad(text, `uuid=1–${servers}`)
}
