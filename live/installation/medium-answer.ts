/** What the medium of this boot carries for an installation without anybody's word. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readAnswer } from '../../answer/file.ts'
import { mediumFiles } from '../../answer/medium.ts'
import { renderAnswer } from '../../answer/render.ts'
import type { Answer } from '../../answer/schema.ts'
import { isSystemError, isVmpError } from '../../lib/errors.ts'
import { shippedPolicy } from '../../preflight/policies.ts'
import type { Policy } from '../../preflight/policy.ts'
import type { Evidence } from '../../pxe/contract/live.ts'

export interface MediumAnswer {
  /** For this machine. @throws VmpError when the file says what is not possible for it. */
  readonly answer: () => Promise<Answer>
  /** Public keys (SPKI, PEM) whose images the host shall take. */
  readonly imageKeys: readonly string[]
}

/**
 * @param folder Where the medium's own files are.
 * @param evidence What this machine is, as soon as its devices are there.
 * @returns undefined when it carries no answer, or there is no medium.
 */
export async function mediumAnswer(
  folder: string,
  evidence: () => Promise<Evidence>,
): Promise<MediumAnswer | undefined> {
  const text = await textOf(join(folder, mediumFiles.answer))
  if (text === undefined) return undefined
  const imageKeys = await mediumImageKeys(folder)
  return {
    async answer() {
      const { uuid, serial, macs } = await evidence()
      // A medium knows one machine at a time: each is the first of its answer.
      const traits = { uuid, serial, macs, labels: {}, index: 1, order: 1 }
      return renderAnswer(readAnswer(text, mediumFiles.answer), traits)
    },
    imageKeys,
  }
}

/** Public keys (SPKI, PEM) that a medium carries for its own image; none when the image came by the network. */
export async function mediumImageKeys(folder: string): Promise<string[]> {
  const key = await textOf(join(folder, mediumFiles.key))
  return key === undefined ? [] : [key]
}

/** What judges a machine without a station: the policy that the medium's answer names, else the shipped one. */
export async function ownPolicy(medium: MediumAnswer | undefined): Promise<Policy> {
  const usual = shippedPolicy('host')
  try {
    const name = (await medium?.answer())?.preflight.policy
    return name ? shippedPolicy(name) : usual
  } catch (error) {
    // An answer that cannot be used installs nothing, and says so itself.
    if (isVmpError(error)) return usual
    throw error
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined
    throw error
  }
}
