/** Did the machine stand what it was put through on request? */
import { check } from '../check.ts'

const problems = ['memory', 'disks', 'cpu', 'network'] as const

export const deepTests = check({
  id: 'deepTests',
  needs: [],
  asks: [],
  when: ({ deep }) => deep !== null,
  problems,
  remarks: {},
  *run({ around }) {
    for (const { test, subject, problem } of around.deep ?? []) {
      const named = problems.find((each) => each === test)
      if (named !== undefined) yield { problem: named, ...(subject === null ? {} : { subject }), measured: problem }
    }
  },
})
