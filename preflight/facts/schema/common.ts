/** What the parts of the facts share. Rules for all of them stand in ../schema.ts. */
import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'

export const Text = Type.String({ maxLength: 256 })
export const Known = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()])
export const Count = Type.Integer({ minimum: 0 })
export const Bytes = Type.Integer({ minimum: 0, description: 'bytes' })
export const Instant = Type.String({ format: 'date-time' })
export const Mac = Type.String({
  pattern: '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$',
  description: 'lower case, colons; the permanent address where the kernel knows it',
})

export const Unread = Type.Object(
  { source: Text, reason: Type.String({ maxLength: 1024 }) },
  { description: 'a source that could not be read, and why' },
)
export type Unread = Static<typeof Unread>

export const SourceTime = Type.Object(
  { source: Text, took: Type.Integer({ minimum: 0, description: 'milliseconds' }) },
  { description: 'how long a source took; all of them run side by side' },
)
export type SourceTime = Static<typeof SourceTime>
