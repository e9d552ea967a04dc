import type { Unread } from '../facts/schema/common.ts'

/** Whether a source could not be read; a part as a whole is a source of its own name, and then stands at its empty values. */
export const isUnread = (unread: readonly Unread[], ...sources: string[]): boolean =>
  unread.some(({ source }) => sources.includes(source))
