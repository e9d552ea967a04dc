import { expect, it } from 'vitest'
import { verbs, verbsOf } from './verbs.ts'

it.each(Object.entries(verbs))('%s is its own name', async (name, verb) => {
  expect((await verb()).name()).toBe(name)
})

it.each([
  ['the verb that is named', ['host', 'run', '--json'], ['host']],
  ['the one behind options', ['--lang', 'zh', 'lab', 'up'], ['lab']],
  ['no language for a verb', ['--lang', 'start', 'lab'], ['lab']],
  ['all for help', ['--help'], Object.keys(verbs)],
  ['all for nothing', [], Object.keys(verbs)],
  ['all for a word that is none', ['hots', 'host'], Object.keys(verbs)],
  ['all for what every object has', ['constructor'], Object.keys(verbs)],
])('loads %s', async (_, words, expected) => {
  expect(await Promise.all(verbsOf(words).map(async (verb) => (await verb()).name()))).toEqual(expected)
})
