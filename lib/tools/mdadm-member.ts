/** mdadm on one member of an array: what it knows of the others, and how it comes back. */

export const examineArgs = (device: string): string[] => ['--examine', device]
/** With the bitmap only what was written meanwhile is copied; refused when that is not known. */
export const reAddArgs = (array: string, device: string): string[] => [array, '--re-add', device]
/** All of it is copied. */
export const addArgs = (array: string, device: string): string[] => [array, '--add', device]

export interface ExaminedMember {
  /** Of the array. */
  readonly uuid: string
  /** Its place among the members; undefined for a spare. */
  readonly role: number | undefined
  /** What it believes of each place: `A` active, `.` missing, `R` being replaced. */
  readonly state: string
}

/** Undefined for what is no member of an array. */
export function parseExamine(output: string): ExaminedMember | undefined {
  const uuid = /^\s*Array UUID : (\S+)/m.exec(output)?.[1]
  const state = /^\s*Array State : (\S+)/m.exec(output)?.[1]
  if (uuid === undefined || state === undefined) return undefined
  const role = /^\s*Device Role : Active device (\d+)/m.exec(output)?.[1]
  return { uuid, state, role: role === undefined ? undefined : Number(role) }
}

/** Each was used without the other: what they hold is different, and neither is the older one. */
export function areDivided(one: ExaminedMember, other: ExaminedMember): boolean {
  const misses = (of: ExaminedMember, role: number | undefined): boolean => role !== undefined && of.state[role] === '.'
  return misses(one, other.role) && misses(other, one.role)
}
