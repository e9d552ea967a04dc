import { readFile } from 'node:fs/promises'
import { Check } from 'typebox/value'
import { isSystemError, VmpError } from '../../lib/errors.ts'
import { HostDocument } from './document.ts'

/** @throws VmpError `host.documentDamaged` when it is not there, or is something else. */
export async function readHostDocument(file: string): Promise<HostDocument> {
  let value: unknown
  try {
    value = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof SyntaxError)) throw error
    throw new VmpError('host.documentDamaged', { file }, { cause: error })
  }
  if (!Check(HostDocument, value)) throw new VmpError('host.documentDamaged', { file })
  return value
}
