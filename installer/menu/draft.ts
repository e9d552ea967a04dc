/** What the menu begins with, and the answer that follows from what was filled in. */
import type { Facts } from '../../preflight/facts/schema.ts'
import type { Disk } from '../../preflight/facts/schema/disks.ts'
import { offered } from './disks-page.ts'
import { wordsOf } from './network-page.ts'
import { listOf, textOf } from './page.ts'
import type { Values } from './page.ts'

/** What is unmistakable is filled in: a single disk, the port that booted or the only one with a link. */
export function firstValues(facts: Facts): Values {
  const disks = offered(facts)
  const linked = facts.nics.filter(({ wired, link }) => wired && link === true)
  const port = facts.nics.find(({ boot }) => boot) ?? (linked.length === 1 ? linked[0] : undefined)
  return {
    system: disks.length === 1 ? [disks[0]!.path] : [],
    data: [],
    raid: 'auto',
    port: port?.mac ?? '',
    method: 'dhcp',
    timezone: 'Etc/UTC',
  }
}

/**
 * An answer file of what was filled in. No rule wipes anything: a person who uses the menu types the code of the plan.
 * @param passwordHash Null while only the plan is wanted.
 */
export function answerFileOf(values: Values, facts: Facts, passwordHash: string | null): unknown {
  const data = listOf(values, 'data')
  const vlan = textOf(values, 'vlan')
  const isStatic = textOf(values, 'method') === 'static'
  return {
    version: 1,
    name: 'menu',
    identity: {
      name: textOf(values, 'name'),
      timezone: textOf(values, 'timezone'),
      rootPasswordHash: passwordHash,
    },
    disks: {
      system: selectorOf(listOf(values, 'system'), facts),
      data: data.length === 0 ? null : selectorOf(data, facts),
      raid: { data: textOf(values, 'raid') },
    },
    network: {
      management: {
        port: { mac: textOf(values, 'port') },
        vlan: vlan === '' ? null : Number(vlan),
        address: isStatic
          ? { method: 'static', address: textOf(values, 'address'), gateway: textOf(values, 'gateway') || null }
          : { method: 'dhcp' },
      },
      dns: isStatic ? wordsOf(textOf(values, 'dns')) : [],
      ntp: wordsOf(textOf(values, 'ntp')),
    },
  }
}

/**
 * Names the disks by what stays with them and is theirs alone: their serials, else their WWNs (namespaces of one NVMe disk
 * share a serial), else what they look like; the count must fit.
 */
function selectorOf(paths: readonly string[], facts: Facts): Record<string, unknown> {
  const all = offered(facts)
  const disks = paths.flatMap((path) => all.find((disk) => disk.path === path) ?? [])
  const count = disks.length
  for (const key of ['serial', 'wwn'] as const) {
    const isOwn = (disk: Disk): boolean =>
      disk[key] !== null && all.filter((each) => each[key] === disk[key]).length === 1
    if (disks.every(isOwn)) return { [key]: disks.map((disk) => disk[key]), count }
  }
  return { ...lookOf(disks), count }
}

function lookOf(disks: readonly Disk[]): Record<string, unknown> {
  const sizes = disks.map(({ size }) => size / 1e9)
  const models = new Set(disks.map(({ model }) => model))
  const [model] = models
  return {
    size: { min: Math.min(...sizes), max: Math.max(...sizes) },
    ...(models.size === 1 && model !== null && model !== undefined ? { model } : {}),
  }
}
