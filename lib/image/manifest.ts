/** What an image says of itself: its files with their digests, and the packages in it. */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Check } from 'typebox/value'

const Manifest = Type.Object({
  format: Type.Literal(1),
  id: Type.String({ pattern: '^[A-Za-z0-9.+~-]+$' }),
  version: Type.String(),
  /** Of the packages, so that the same packages and program give the same manifest. */
  createdAt: Type.String(),
  suite: Type.String(),
  architecture: Type.String(),
  kernel: Type.String(),
  files: Type.Array(
    Type.Object({
      name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*$' }),
      size: Type.Integer({ minimum: 0 }),
      sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    }),
  ),
  packages: Type.Array(Type.Object({ name: Type.String(), version: Type.String() })),
  /** Firmware under a licence of its own, and where in the image its text is. */
  firmware: Type.Array(Type.Object({ package: Type.String(), version: Type.String(), licence: Type.String() })),
})

export type Manifest = Static<typeof Manifest>

/** Undefined when it is something else. */
export function parseManifest(content: Buffer): Manifest | undefined {
  try {
    const document: unknown = JSON.parse(content.toString('utf8'))
    return Check(Manifest, document) ? document : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
