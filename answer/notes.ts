/** What is allowed, and still seldom meant. */
import type { MessageKey } from '../lib/text/messages.ts'
import type { AnswerFile } from './content.ts'
import { resolveLayers } from './resolve.ts'

/** Of what the file says for all machines. */
export function answerNotes(file: AnswerFile): MessageKey[] {
  const { identity, disks } = resolveLayers(file, []).answer
  const overrides = file.content.machines ?? []
  const notes: MessageKey[] = []
  if (identity.rootPasswordHash === null && identity.sshKeys.length === 0) notes.push('answer.note.noLogin')
  const keyboards = [identity.keyboard, ...overrides.map((each) => each.identity?.keyboard)]
  if (keyboards.some((keyboard) => keyboard !== undefined && keyboard !== 'us')) notes.push('answer.note.keyboard')
  if (Object.keys(disks.system).length === 0 && !overrides.some((each) => each.disks?.system !== undefined))
    notes.push('answer.note.noDisks')
  return notes
}
