import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readAnswer } from '../answer/file.ts'
import { mediumAnswer } from './medium-answer.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-medium-answer-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function answerFile(text: string): string {
  const file = join(folder, 'site.yaml')
  writeFileSync(file, text)
  return file
}

const disks = `
  system: {kind: ssd, size: {min: 50}, count: 2}
  data: {serial: [WD-1*, WD-2*]}
  wipe:
    - {disks: system, holds: [filesystem, swap]}
    - {disks: data, holds: [anything], match: {model: Old*}}
`

it('says which disks it takes and what it destroys', () => {
  const { effect } = mediumAnswer(answerFile(`version: 1\nname: rack1\ndisks:${disks}`))
  expect(effect).toEqual({
    name: 'rack1',
    disks: 'system (kind ssd, size 50–, count 2), data (serial WD-1*|WD-2*)',
    wipes: ['system: filesystem, swap', 'data: anything (model Old*)'],
    shared: ['identity.name (node{index:2})'],
  })
})

it('counts what it destroys on single machines too', () => {
  const machines = `machines:\n  - match: {serial: A1}\n    disks: {wipe: [{disks: selected, holds: [lvm-member]}]}\n`
  const { effect } = mediumAnswer(answerFile(`version: 1\ndisks: {system: {kind: hdd}}\n${machines}`))
  expect(effect.wipes).toEqual(['selected: lvm-member'])
})

it('is JSON on the medium that says the same', () => {
  const file = answerFile(`version: 1\nname: rack1\ndisks:${disks}`)
  const { text } = mediumAnswer(file)
  expect(JSON.parse(text)).toEqual(readAnswer(text, 'answer.json').content)
  expect(JSON.parse(text)).toMatchObject({ name: 'rack1', disks: { system: { kind: 'ssd' } } })
})

it('takes the scripts in that lie beside the file', () => {
  writeFileSync(join(folder, 'first.sh'), 'echo first\n')
  const hook = 'hooks: {scripts: [{name: first, phase: target, script: {file: first.sh}}]}'
  const { text } = mediumAnswer(answerFile(`version: 1\ndisks: {system: {kind: ssd}}\n${hook}\n`))
  expect(JSON.parse(text)).toMatchObject({ hooks: { scripts: [{ script: { text: 'echo first\n' } }] } })
})

it.each([
  ['no disks at all', 'version: 1\n', 'iso.answerNoDisks'],
  ['no choice of disks for the system', 'version: 1\ndisks: {system: {}}\n', 'iso.answerNoDisks'],
  ['a wrong value', 'version: 1\ndisks: {system: {kind: tape}}\n', 'answer.wrongValue'],
  ['no YAML', 'version: [', 'answer.syntax'],
])('an answer file with %s does not go on a medium', (_, text, code) => {
  expect(() => mediumAnswer(answerFile(text))).toThrow(expect.objectContaining({ code }))
})

it('an answer file that is not there does not go on a medium', () => {
  expect(() => mediumAnswer(join(folder, 'none.yaml'))).toThrow(expect.objectContaining({ code: 'answer.unreadable' }))
})

it.each([
  ['', ['identity.name (node{index:2})']],
  ['identity: {name: "h-{serial}"}', []],
  ['identity: {name: host1}', ['identity.name (host1)']],
  [
    'identity: {name: "h-{mac}"}\nnetwork: {management: {address: {method: static, address: 10.0.0.5/24}}}',
    ['network.management.address (static)'],
  ],
  ['machines: [{match: {serial: A}, identity: {name: a}}]', []],
])('what machines would share is said (%s)', (more, shared) => {
  const { effect } = mediumAnswer(answerFile(`version: 1\ndisks: {system: {kind: hdd}}\n${more}`))
  expect(effect.shared).toEqual(shared)
})
