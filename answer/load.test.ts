import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { toProblem } from '../lib/errors.ts'
import { answerText, examineAnswer, readAnswer } from './file.ts'
import { loadAnswer } from './load.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'answer-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const hook = (file: string): string => `{ name: own, phase: target, script: { file: ${file} } }`

function load(text: string): unknown {
  writeFileSync(join(folder, 'site.yaml'), text)
  try {
    return loadAnswer(join(folder, 'site.yaml')).content
  } catch (error) {
    const { code, params } = toProblem(error)
    return { code, ...params }
  }
}

describe('a script beside an answer file', () => {
  test('is taken into it, for all machines and for single ones', () => {
    mkdirSync(join(folder, 'scripts'))
    writeFileSync(join(folder, 'scripts/a.sh'), '#!/bin/sh\ntrue\n')
    const text = `version: 1
hooks: { scripts: [${hook('scripts/a.sh')}] }
machines: [{ match: { label: a }, hooks: { scripts: [${hook('scripts/a.sh')}] } }]`
    const script = { name: 'own', phase: 'target', script: { text: '#!/bin/sh\ntrue\n' } }
    expect(load(text)).toEqual({
      version: 1,
      hooks: { scripts: [script] },
      machines: [{ match: { label: 'a' }, hooks: { scripts: [script] } }],
    })
    const whole = answerText(loadAnswer(join(folder, 'site.yaml')))
    expect(readAnswer(whole, 'sent').content).toEqual(load(text))
  })

  test.each(['missing.sh', '../outside.sh', '/etc/hostname', 'link.sh', 'long.sh'])('is refused: %s', (file) => {
    writeFileSync(join(folder, '../outside.sh'), '')
    symlinkSync('/etc/hostname', join(folder, 'link.sh'))
    writeFileSync(join(folder, 'long.sh'), '#'.repeat(70_000))
    expect(load(`version: 1\nhooks:\n  scripts:\n  - ${hook(file)}`)).toMatchObject({
      code: 'answer.scriptUnreadable',
      file: 'site.yaml',
      line: 4,
      script: file,
    })
    rmSync(join(folder, '../outside.sh'))
  })

  test('cannot be named where only the text of the answer came', () => {
    const { problems } = examineAnswer(`version: 1\nhooks: { scripts: [${hook('a.sh')}] }`, 'sent')
    expect(problems.map(({ code }) => code)).toEqual(['answer.scriptElsewhere'])
  })
})

test('what is no file is said to be none', () => {
  expect(() => loadAnswer(folder)).toThrow(`The answer file ${folder} could not be read: not a file`)
  expect(() => loadAnswer(join(folder, 'none.yaml'))).toThrow('no such file')
})
