import { describe, expect, it } from 'vitest'
import { aptArchives, releaseDate } from './archive.ts'

const release = 'Origin: Debian\nSuite: stable\nCodename: trixie\nDate: Sat, 21 Nov 2026 19:30:00 UTC\n'

describe('what a mirror offers', () => {
  it('is the date of a Release of Debian, of the suite asked for', () => {
    expect(releaseDate(release, 'trixie')).toBe(Date.parse('2026-11-21T19:30:00Z') / 1000)
    expect(releaseDate(release, 'trixie-security')).toBeUndefined()
    expect(releaseDate(release.replace('Debian', 'Somebody'), 'trixie')).toBeUndefined()
    expect(releaseDate(release.replace(/Date: .*/, 'Date: never'), 'trixie')).toBeUndefined()
    expect(releaseDate('<html>', 'trixie')).toBeUndefined()
  })
})

describe('the suites that packages come from', () => {
  it('have the security archive where there is one', () => {
    const suites = (security?: string): string[] =>
      aptArchives({ main: 'm', security, epoch: 0 }).map(({ suite }) => suite)
    expect(suites('s')).toEqual(['trixie', 'trixie-updates', 'trixie-security'])
    expect(suites()).toEqual(['trixie', 'trixie-updates'])
  })
})
