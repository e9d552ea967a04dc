/** `vmp host status` in words. */
import { describe } from '../lib/errors.ts'
import { say, sayAny } from '../lib/text/say.ts'
import type { Language } from '../lib/text/types.ts'
import type { HostStatus } from '../host/status.ts'
import { duration } from './terminal/duration.ts'
import { table } from './terminal/table.ts'

export function statusText({ done, report, station }: HostStatus, language: Language): string {
  const { name, image, slot, verified, addresses, hooks, arrays, problems } = report
  const verdict = !done ? 'host.status.verifying' : verified ? 'host.status.verified' : 'host.status.notVerified'
  const lines = [
    say(language, 'host.status.host', { name, image, slot: slot.toUpperCase() }),
    say(language, 'host.status.addresses', { addresses: addresses.join(', ') || '-' }),
    ...(station === null ? [] : [stationLine(station, language)]),
    say(language, verdict),
    ...problems.map((problem) => {
      const { what, remedy } = describe(problem, language)
      return `  ${what} ${remedy}`
    }),
  ]
  const parts = [
    `${lines.join('\n')}\n`,
    arrays.length === 0
      ? ''
      : table(
          [{ title: say(language, 'host.status.array') }, { title: say(language, 'host.status.state') }],
          arrays.map(({ name, state }) => [name, sayAny(language, `host.array.${state}`)]),
        ),
    hooks.length === 0
      ? ''
      : table(
          [
            { title: say(language, 'host.status.hook') },
            { title: say(language, 'host.status.outcome') },
            { title: say(language, 'host.status.took'), align: 'right' },
          ],
          hooks.map(({ hook, outcome, took }) => [hook, sayAny(language, `host.outcome.${outcome}`), duration(took)]),
        ),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

function stationLine({ url, heardAt }: NonNullable<HostStatus['station']>, language: Language): string {
  return heardAt === null
    ? say(language, 'host.status.stationSilent', { url })
    : say(language, 'host.status.station', { url, at: heardAt })
}
