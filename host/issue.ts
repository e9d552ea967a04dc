/** What the host's screen and serial line show above the login (agetty(8), /run/issue.d). English: a plain console draws no Chinese. */
import { describe } from '../lib/errors.ts'
import { render } from '../lib/template.ts'
import type { HostStatus } from './status.ts'

export const issueFile = '/run/issue.d/50-vmp.issue'

/** agetty takes what follows a backslash for a command. */
const literal = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll(/[^\P{Cc}\t]/gu, ' ')

export function issueText({ done, report }: HostStatus): string {
  const { image, slot, verified, addresses, arrays } = report
  return render('host/issue.hbs', 'plain', {
    image: literal(image),
    slot: slot.toUpperCase(),
    addresses: addresses.join(', ') || 'no address',
    state: done ? (verified ? 'verified' : 'NOT VERIFIED') : 'being verified',
    arrays: arrays.filter(({ state }) => state !== 'optimal').map(({ name, state }) => `${literal(name)} is ${state}`),
    problems: report.problems.map((problem) => literal(describe(problem, 'en').what)),
  })
}
