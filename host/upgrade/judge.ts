/** May this image be put on this host? */
import { createPublicKey } from 'node:crypto'
import { VmpError } from '../../lib/errors.ts'
import { parseManifest } from '../../lib/image/manifest.ts'
import type { Manifest } from '../../lib/image/manifest.ts'
import { judge } from '../../lib/image/signature.ts'

export interface Allowed {
  readonly older: boolean
  readonly unsigned: boolean
}

export interface Offered {
  readonly manifest: Buffer
  /** Undefined when there is none. */
  readonly signature: string | undefined
}

/** @throws VmpError `upgrade.damaged`, `upgrade.unsigned`, `upgrade.altered`, `upgrade.unknownKey` */
export function judgeManifest({ manifest, signature }: Offered, keys: readonly string[], allowed: Allowed): Manifest {
  if (!allowed.unsigned) {
    if (signature === undefined) throw new VmpError('upgrade.unsigned')
    const judgement = judge(
      manifest,
      signature,
      keys.map((pem) => createPublicKey(pem)),
    )
    if (judgement === 'unknown-key') throw new VmpError('upgrade.unknownKey', { key: signature.split(' ')[1] ?? '?' })
    if (judgement === 'bad') throw new VmpError('upgrade.altered', { file: 'manifest.json' })
  }
  const parsed = parseManifest(manifest)
  if (parsed === undefined) throw new VmpError('upgrade.damaged')
  return parsed
}

/** @throws VmpError `upgrade.same`, `upgrade.older` */
export function judgeAge(offered: Manifest, running: Manifest, allowed: Allowed): void {
  if (offered.id === running.id) throw new VmpError('upgrade.same', { image: offered.id })
  if (allowed.older || !isOlder(offered, running)) return
  throw new VmpError('upgrade.older', {
    image: offered.id,
    date: offered.createdAt.slice(0, 10),
    running: running.id,
    runningDate: running.createdAt.slice(0, 10),
  })
}

/** By version, and by the day of its packages where that is the same. */
export function isOlder(
  offered: Pick<Manifest, 'version' | 'createdAt'>,
  running: Pick<Manifest, 'version' | 'createdAt'>,
): boolean {
  const order = compareVersions(offered.version, running.version)
  return order < 0 || (order === 0 && Date.parse(offered.createdAt) < Date.parse(running.createdAt))
}

/** Semantic Versioning 2.0.0, 11: numbers as numbers, and 1.0.0-rc.1 before 1.0.0. */
export function compareVersions(one: string, other: string): number {
  const [oneCore, onePre] = split(one)
  const [otherCore, otherPre] = split(other)
  const core = compareParts(oneCore.split('.'), otherCore.split('.'))
  if (core !== 0) return core
  if (onePre === undefined || otherPre === undefined)
    return Number(onePre === undefined) - Number(otherPre === undefined)
  return compareParts(onePre.split('.'), otherPre.split('.'))
}

function split(version: string): [string, string | undefined] {
  const [withoutBuild = ''] = version.split('+')
  const dash = withoutBuild.indexOf('-')
  return dash < 0 ? [withoutBuild, undefined] : [withoutBuild.slice(0, dash), withoutBuild.slice(dash + 1)]
}

function compareParts(one: readonly string[], other: readonly string[]): number {
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const [a, b] = [one[index], other[index]]
    if (a === undefined || b === undefined) return a === undefined ? -1 : 1
    const numbers = /^\d+$/.test(a) && /^\d+$/.test(b)
    const order = numbers ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0
    if (order !== 0) return Math.sign(order)
  }
  return 0
}
