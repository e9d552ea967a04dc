/** Answer files of this machine, with the scripts that lie beside them. */
import { readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { isSystemError, VmpError } from '../lib/errors.ts'
import { examineAnswer } from './file.ts'
import type { Examined } from './file.ts'
import type { AnswerFile } from './content.ts'

/** Nothing larger is read; what is allowed is less. */
const largest = 4 * 2 ** 20

/** @throws VmpError `answer.unreadable`, and those of `readAnswer` */
export function loadAnswer(path: string): AnswerFile {
  const { answer, problems } = examineAnswerFile(path)
  if (answer === undefined) throw problems[0]!
  return answer
}

/**
 * As `loadAnswer`, but says all that is wrong.
 * @throws VmpError `answer.unreadable`
 */
export function examineAnswerFile(path: string): Examined {
  const folder = dirname(path)
  return examineAnswer(textOf(path), basename(path), { script: (file) => scriptIn(folder, file) })
}

function textOf(path: string): string {
  try {
    return textIn(path)
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw new VmpError('answer.unreadable', { file: path, problem: error.message }, { cause: error })
  }
}

function textIn(path: string): string {
  const stat = statSync(path)
  if (!stat.isFile()) throw Object.assign(new Error('not a file'), { code: 'EINVAL' })
  if (stat.size > largest) throw Object.assign(new Error(`larger than ${largest} bytes`), { code: 'EFBIG' })
  return readFileSync(path, 'utf8')
}

/** Whoever is given an answer file is not to be led to put other files of his machine into it. */
function scriptIn(folder: string, file: string): string {
  const path = realpathSync(join(folder, file))
  const inside = relative(realpathSync(folder), path)
  if (inside.startsWith('..') || join(folder, file) === file)
    throw Object.assign(new Error('it does not lie beside the answer file'), { code: 'EACCES' })
  return textIn(path)
}
