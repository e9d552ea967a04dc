/** Does the machine answer at once when a virtual machine needs it? Power saving makes it wait. */
import { check } from '../check.ts'
import { isDeep } from '../support/idle.ts'
import { listed } from '../support/listed.ts'
import { isUnread } from '../support/unread.ts'

export const powerSaving = check({
  id: 'powerSaving',
  needs: ['power'],
  asks: [],
  problems: ['idleStates', 'governor', 'bias', 'turboOff'],
  remarks: { unread: 'unknown', fixed: 'note' },
  *run({ facts: { power }, unread }) {
    if (isUnread(unread, 'power')) yield { problem: 'unread' }
    const { idle, frequency, bias, turbo } = power
    const deep = idle.states.filter((state) => state.enabled && isDeep(state))
    if (deep.length > 0)
      yield {
        problem: 'idleStates',
        measured: listed(deep.map(({ name, latency }) => (latency === null ? name : `${name} (${latency} µs)`))),
        threshold: 'C1',
      }

    const governors = frequency.governors.filter((governor) => governor !== 'performance')
    if (governors.length > 0) yield { problem: 'governor', measured: listed(governors), threshold: 'performance' }

    // Two ways to tell the processor the same; it may be asked both, and obeys the lazier one.
    const lazy = [
      ...frequency.preferences.filter((preference) => preference !== 'performance'),
      ...bias.filter((value) => value > 0).map((value) => `energy_perf_bias ${value}`),
    ]
    if (lazy.length > 0) yield { problem: 'bias', measured: listed(lazy), threshold: 'performance' }

    if (turbo === false) yield { problem: 'turboOff' }
  },
})
