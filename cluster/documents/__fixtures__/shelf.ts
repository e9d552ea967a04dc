import { Type } from 'typebox'
import { AnyName, kind } from '../kind.ts'

/** A kind for tests. */
export const shelf = kind({
  name: 'shelf',
  title: 'who.other',
  names: AnyName,
  spec: Type.Object({ boards: Type.Integer({ minimum: 1, maximum: 20 }) }, { additionalProperties: false }),
  status: Type.Object({ books: Type.Integer() }, { additionalProperties: false }),
})
