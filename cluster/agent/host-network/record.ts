/**
 * What is kept of a trial, beside the host document and apart from it: /etc is rendered from the document at each boot, so that a
 * host that is restarted in the middle has its old network, whatever else was written.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { Check } from 'typebox/value'
import { HostDocument } from '../../../installer/configuration/document.ts'
import { readHostDocument } from '../../../installer/configuration/read.ts'
import { syncFolder, writeFileSafely } from '../../../lib/files.ts'

const Trial = Type.Object({
  version: Type.Literal(1),
  id: Type.String(),
  by: Type.String(),
  at: Type.String(),
  /** The boot in which it runs, and the second of that boot at which it ends: no clock that somebody sets matters. */
  boot: Type.String(),
  deadline: Type.Number(),
  /** `applying`: it may be in force in part. `waiting`: for somebody who comes through it. */
  phase: Type.Enum(['applying', 'waiting']),
  wanted: HostDocument.properties.network,
})
export type Trial = Static<typeof Trial>

/** Why the old settings came back, or that they did not. */
const endings = ['confirmed', 'notConfirmed', 'notApplied', 'givenUp', 'interrupted', 'restarted'] as const
const Ended = Type.Object({
  version: Type.Literal(1),
  id: Type.String(),
  by: Type.String(),
  at: Type.String(),
  ending: Type.Enum(endings),
  /** What was missing, when it could not be put in force. */
  detail: Type.Union([Type.String(), Type.Null()]),
})
export type Ended = Static<typeof Ended>

export function trialRecord(documentFile: string) {
  const trialFile = join(dirname(documentFile), 'network-trial.json')
  const endedFile = join(dirname(documentFile), 'network-last.json')
  return {
    document: (): Promise<HostDocument> => readHostDocument(documentFile),
    keepDocument: (document: HostDocument): void => writeFileSafely(documentFile, JSON.stringify(document), 0o600),
    trial: (): Trial | undefined => read(trialFile, Trial),
    keepTrial: (trial: Trial): void => writeFileSafely(trialFile, JSON.stringify(trial), 0o600),
    ended: (): Ended | undefined => read(endedFile, Ended),
    /** The ending is written before the trial goes: what a power cut leaves in between is ended again, the same way. */
    end(ended: Ended): void {
      writeFileSafely(endedFile, JSON.stringify(ended), 0o600)
      rmSync(trialFile, { force: true })
      syncFolder(dirname(trialFile))
    },
  }
}

/** What is damaged counts for nothing: the document decides what the network is. */
function read<S extends TSchema>(file: string, schema: S): Static<S> | undefined {
  if (!existsSync(file)) return undefined
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return Check(schema, value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
