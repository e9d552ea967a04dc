import { describe, expect, it } from 'vitest'
import { checkChoice } from './iso-options.ts'
import { isoDate, isoUuid, menu } from './menu.ts'

const image = {
  image: '0.1.0-0123456789ab',
  sha256: '0123456789ab'.padEnd(64, '0'),
  size: 400_000_000,
  uuid: '2026-01-02-03-04-05-06',
  installs: false,
}
const station = 'https://192.0.2.1:8443'
const pin = 'AB'.repeat(32)

describe('the menu of an ISO', () => {
  it('starts the live system', async () => {
    await expect(menu(image)).toMatchFileSnapshot('__golden__/grub.cfg')
  })

  it('says that it installs by itself when it has an answer file', () => {
    const installs = menu({ ...image, installs: true })
    const other = (text: string): string[] => text.split('\n').filter((line) => !line.includes('--id live'))
    expect(installs).toContain('menuentry "Install VMP as the answer file on this medium says" --id live {')
    expect(other(installs)).toEqual(other(menu(image)))
  })

  it('names the station and its pin', async () => {
    await expect(menu({ ...image, station, pin })).toMatchFileSnapshot('__golden__/grub-station.cfg')
  })
})

describe('the UUID of an ISO', () => {
  it('is a date with the day of the packages and a time of the content', () => {
    const date = isoDate(Date.parse('2026-01-02T23:00:00Z') / 1000, 'content')
    expect(date).toMatch(/^20260102([01]\d|2[0-3])[0-5]\d[0-5]\d\d\d$/)
    expect(date).not.toBe(isoDate(Date.parse('2026-01-02T23:00:00Z') / 1000, 'other'))
    expect(isoUuid('2026010203040506')).toBe('2026-01-02-03-04-05-06')
  })
})

describe('what an ISO carries', () => {
  it.each([
    { station },
    { pin },
    { station: 'http://192.0.2.1:8443', pin },
    { station: 'https://192.0.2.1:8443/path', pin },
    { station: 'nonsense', pin },
    { station, pin: 'abc' },
    { rootPasswordHash: 'plain text' },
    { rootPasswordHash: '$1$weak$0123456789012345678901' },
  ])('refuses %o', (choice) => {
    expect(() => checkChoice(choice)).toThrow(expect.objectContaining({ code: 'iso.badOption' }))
  })

  it('takes a station with its pin, and a yescrypt hash', () => {
    expect(() => checkChoice({ station, pin, rootPasswordHash: '$y$j9T$abcdefgh$0123456789abcdefghij' })).not.toThrow()
  })
})
