/** What a takeover has decided and done so far, kept in its folder so that it goes on after a power cut. */
import { existsSync, readFileSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { syncFolder, writeFileSafely } from '../../lib/files.ts'
import type { Epoch } from './epoch.ts'
import type { MemberMark } from './returning.ts'

export interface TakeoverPlan {
  /** Of the new epoch. */
  readonly token: string
  /** Null: the host's own data. */
  readonly snapshot: string | null
  /** How far the host's own data went when it began; null without any. */
  readonly source: MemberMark | null
  readonly done: readonly string[]
  /** When it is known. */
  readonly epoch: Epoch | null
}

const fileIn = (folder: string): string => join(folder, 'takeover.json')

export function readPlan(folder: string): TakeoverPlan | null {
  const file = fileIn(folder)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as TakeoverPlan) : null
}

export const writePlan = (folder: string, plan: TakeoverPlan): void =>
  writeFileSafely(fileIn(folder), `${JSON.stringify(plan, null, 2)}\n`, 0o600)

/** Gives the folder another name first: a part of it would look like a takeover that has hardly begun. */
export async function dropPlan(folder: string): Promise<void> {
  const finished = `${folder}.finished`
  await rm(finished, { recursive: true, force: true })
  if (existsSync(folder)) await rename(folder, finished)
  syncFolder(dirname(folder))
  await rm(finished, { recursive: true, force: true })
}
