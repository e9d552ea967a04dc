/** Did the machine stand what it was put through on request? */
import { check } from '../check.ts'

const problems = ['memory', 'disks', 'cpu', 'network'] as const

export const deepTests = check({
  id: 'deepTests',
  needs: [],
  asks: [],
  when: ({ deep }) => deep !== null,
  problems,
  remarks: { unfinished: 'unknown' },
  *run({ around }) {
    for (const { test, subject, problem, outcome = 'failed' } of around.deep ?? []) {
      const named = problems.find((each) => each === test)
      if (named === undefined) continue
      const about = { ...(subject === null ? {} : { subject }), measured: problem }
      if (outcome === 'failed') yield { problem: named, ...about }
      else yield { problem: 'unfinished', params: { test: named }, ...about }
    }
  },
})
