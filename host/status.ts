/** What a host knows of itself: kept for its next start, and shown to whoever asks. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Check } from 'typebox/value'
import { isSystemError } from '../lib/errors.ts'
import { writeFileSafely } from '../lib/files.ts'
import { sharedState } from '../installer/layout.ts'
import { HostReport } from '../pxe/contract/install.ts'

export const HostStatus = Type.Object({
  at: Type.String({ format: 'date-time' }),
  /** Hooks and verification of this start are over. */
  done: Type.Boolean(),
  report: HostReport,
  /** Null without a station; when it heard the report last. */
  station: Type.Union([
    Type.Object({ url: Type.String(), heardAt: Type.Union([Type.String(), Type.Null()]) }),
    Type.Null(),
  ]),
})
export type HostStatus = Static<typeof HostStatus>

/** Of this start, on a tmpfs. */
export const statusFile = '/run/vmp/host.json'
/** Of the last one, where no rollback takes it back. @param state where the volume `state` is mounted */
export const lastStatusFile = (state: string): string => join(state, sharedState, 'host-status.json')

/** Undefined when there is none, or one that another version wrote in another way. */
export async function readStatus(file: string): Promise<HostStatus | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    return Check(HostStatus, value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError || (isSystemError(error) && error.code === 'ENOENT')) return undefined
    throw error
  }
}

export const writeStatus = (file: string, status: HostStatus): void =>
  writeFileSafely(file, `${JSON.stringify(status, undefined, 2)}\n`, 0o600)
