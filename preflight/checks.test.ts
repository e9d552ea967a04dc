import { expect, test } from 'vitest'
import { messageCatalogue } from '../lib/text/messages.ts'
import { fitServer, quietAround } from './__fixtures__/facts.ts'
import { host } from './__fixtures__/judge.ts'
import { checks } from './checks.ts'
import { runCheck } from './evaluate.ts'

const judged = checks.flatMap(({ id, problems }) => problems.map((problem) => `${id}.${problem}`))
const remarks = checks.flatMap(({ id, remarks }) => Object.keys(remarks).map((problem) => `${id}.${problem}`))

test('the policy host says how bad each finding is, and of nothing else', () => {
  expect(Object.keys(host.severities).toSorted()).toEqual(judged.toSorted())
})

test('every finding has a cause and a remedy, every check a title, and there are no words for others', () => {
  const wanted = [
    ...checks.map(({ id }) => `preflight.${id}.title`),
    ...[...judged, ...remarks].flatMap((code) => [`preflight.${code}.cause`, `preflight.${code}.remedy`]),
  ]
  const ours = new RegExp(`^preflight\\.(?:${checks.map(({ id }) => id).join('|')})\\.`)
  expect(
    Object.keys(messageCatalogue)
      .filter((key) => ours.test(key))
      .toSorted(),
  ).toEqual(wanted.toSorted())
})

test('a code names one finding', () => {
  expect(new Set([...judged, ...remarks]).size).toBe(judged.length + remarks.length)
})

test.each(checks.map((check) => [check.id, check] as const))('%s has nothing to say of a fit server', (_, check) => {
  const { findings } = runCheck(check, { facts: fitServer, unread: [], policy: host, around: quietAround })
  expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([])
})
