import { readFile } from 'node:fs/promises'
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Value } from 'typebox/value'
import { VmpError } from '../lib/errors.ts'
import type { AptFile } from '../lib/tools/apt.ts'
import type { Archive } from './archive.ts'
import { architecture, suite } from './packages.ts'

const LockedPackage = Type.Object({
  name: Type.String({ pattern: '^[a-z0-9][a-z0-9+.-]+$' }),
  version: Type.String({ pattern: '^[A-Za-z0-9.+:~-]+$' }),
  architecture: Type.String({ pattern: '^[a-z0-9-]+$' }),
  /** Bytes. */
  size: Type.Integer({ minimum: 1 }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  archive: Type.Union([Type.Literal('main'), Type.Literal('security')]),
  /** Below the archive's base address; which mirror it came from is nobody's business later. */
  path: Type.String({ pattern: '^pool/[^\\s]+\\.deb$' }),
})

const Lock = Type.Object({
  format: Type.Literal(1),
  suite: Type.Literal(suite),
  architecture: Type.Literal(architecture),
  /** Seconds since 1970 that all files of the image carry. */
  epoch: Type.Integer({ minimum: 0 }),
  packages: Type.Array(LockedPackage, { minItems: 1 }),
})

export type LockedPackage = Static<typeof LockedPackage>
/** Which packages an image is made of, exactly; enough to make the same image again. */
export type Lock = Static<typeof Lock>

/** @throws VmpError `image.lockInvalid` */
export async function readLock(file: string): Promise<Lock> {
  const text = await readFile(file, 'utf8')
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    throw new VmpError('image.lockInvalid', { file, problem: 'JSON' }, { cause: error })
  }
  if (Value.Check(Lock, document)) return document
  throw new VmpError('image.lockInvalid', { file, problem: Value.Errors(Lock, document)[0]?.instancePath ?? '/' })
}

/** What apt resolved, as a lock. */
export function lockOf(files: readonly AptFile[], archive: Archive): Lock {
  const packages = files.map(({ name, version, architecture: kind, uri, size, sha256 }) => {
    const place = archive.security !== undefined && uri.startsWith(`${archive.security}/`) ? 'security' : 'main'
    const base = place === 'security' ? archive.security! : archive.main
    const path = decodeURIComponent(uri.slice(base.length + 1))
    return { name, version, architecture: kind, size, sha256, archive: place, path } as const
  })
  packages.sort((a, b) => (a.name < b.name ? -1 : 1))
  return { format: 1, suite, architecture, epoch: archive.epoch, packages }
}

export const lockText = (lock: Lock): string => `${JSON.stringify(lock, undefined, 1)}\n`

export const debName = ({ name, version, architecture: kind }: LockedPackage): string =>
  `${name}_${version.replaceAll(':', '%3a')}_${kind}.deb`
