import { expect, test } from 'vitest'
import { fitServer } from '../../preflight/__fixtures__/facts.ts'
import { finding } from '../../preflight/report/__fixtures__/reports.ts'
import type { PlannedInstallation } from '../../pxe/contract/approval.ts'
import { readAnswer } from '../../answer/file.ts'
import { renderAnswer } from '../../answer/render.ts'
import { planInstallation } from '../../installer/plan/plan.ts'
import { plannedText } from './plan.ts'

const traits = { uuid: null, serial: null, macs: [], labels: {}, index: 1, order: 1 }
const answer = renderAnswer(readAnswer('version: 1\ndisks: { system: {} }\n', 'site'), traits)
const planned: PlannedInstallation = {
  machine: 'm1',
  answer: { name: 'site', version: 2 },
  name: 'node01',
  place: { index: 1, order: 1 },
  policy: 'host-vdc',
  verdict: 'unfit',
  checks: [
    {
      check: 'memory',
      status: 'fail',
      findings: [finding('memory.tooLittle', 'fail'), finding('memory.slow', 'advice')],
    },
  ],
  plan: planInstallation({ facts: fitServer, answer, rearmed: false, code: null }),
  problems: [],
}

test('a plan says which policy judged the machine, and what does not pass by it', () => {
  const [title, cause, blank] = plannedText(planned, 'en', 100).split('\n')
  expect(title).toBe('m1 would become node01 by the answer site 2 · unfit (policy host-vdc)')
  expect(cause).toMatch(/^✗ \S/)
  expect(blank).toBe('')
  expect(plannedText(planned, 'zh', 100).split('\n')[0]).toMatch(/（预检策略 host-vdc）$/)
})
