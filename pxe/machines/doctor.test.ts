import { describe, expect, test } from 'vitest'
import { isMessageKey, messageCatalogue } from '../../lib/text/messages.ts'
import { sayAny } from '../../lib/text/say.ts'
import type { Params } from '../../lib/text/types.ts'
import type { Diagnosis, Live, Machine, TimelineEntry } from '../contract/machines.ts'
import { diagnose } from './doctor.ts'

const now = new Date('2026-01-01T01:00:00Z')
const ago = (seconds: number): string => new Date(now.getTime() - seconds * 1000).toISOString()

const machine: Machine = {
  id: 'id',
  name: 'm3',
  state: 'discovered',
  since: ago(600),
  talking: false,
  lastSeenAt: ago(0),
  evidence: { uuid: null, serial: null, macs: [] },
  vendor: null,
  product: null,
  firmware: null,
  secureBoot: null,
  address: null,
  loader: null,
  live: null,
  facts: null,
  factsAt: null,
  report: null,
  checking: null,
  recheck: null,
  labels: {},
  rearmed: false,
  rescue: false,
  installation: null,
  host: null,
  findings: [],
  lastEvent: null,
}
const live: Live = {
  bootId: 'b',
  startedAt: ago(500),
  shortCode: 'ABC-DEF',
  enrolledFromMedia: false,
  source: 'http',
  image: null,
  addresses: [],
  clock: { rtc: null, system: ago(500), ahead: 0 },
}

type Line = readonly [key: string, seconds: number, params?: Params]
const timelineOf = (lines: readonly Line[]): TimelineEntry[] =>
  lines.map(([key, seconds, params = {}], id) => ({ id, at: ago(seconds), mac: null, level: 'info', key, params }))
const say = ({ level, finding }: Diagnosis): string => `${level} ${finding.key}`

/** What is found, and that every word of it is there in both languages with its parameters. */
function findings(lines: readonly Line[], more: Partial<Machine> = {}): Diagnosis[] {
  const found = diagnose({ ...machine, ...more }, timelineOf(lines), now)
  for (const { finding, remedy } of found)
    for (const sentence of remedy ? [finding, remedy] : [finding]) {
      expect(isMessageKey(sentence.key), sentence.key).toBe(true)
      for (const language of ['en', 'zh'] as const)
        expect(sayAny(language, sentence.key, sentence.params)).not.toMatch(/\{\w+\}/)
    }
  return found
}

const firmware: Line = ['machine.askedAddress', 60, { who: 'who.firmware-pxe' }]
const image: Line = ['machine.askedAddress', 60, { who: 'who.vmp' }]
const file = (name: string): Params => ({ file: name, size: '1 MiB', seconds: 1, problem: 'timed out' })
const loader = file('loaders/undionly.kpxe')

describe('the doctor says of a machine that', () => {
  test.each<[string, Line[], string]>([
    ['was never heard', [], 'info doctor.working'],
    ['was only discovered', [['machine.discovered', 100]], 'info doctor.working'],
    ['has just asked for an address', [['machine.askedAddress', 14]], 'info doctor.working'],
    ['asked and did not go on', [['machine.askedAddress', 15]], 'error doctor.noRequest'],
    ['did not take its offer', [['machine.offeredFile', 20, { file: 'x', address: 'y' }]], 'error doctor.noRequest'],
    ['was told the file by proxy a moment ago', [['machine.offeredByProxy', 19, { file: 'x' }]], 'info doctor.working'],
    ['ignores the proxy', [['machine.offeredByProxy', 20, { file: 'x' }]], 'error doctor.proxyIgnored'],
    ['took its address and never came for the loader', [firmware, ['machine.took', 20]], 'error doctor.noLoader'],
    ['took its address from the image a moment ago', [image, ['machine.took', 39]], 'info doctor.working'],
    ['took its address from the image and is silent', [image, ['machine.took', 40]], 'error doctor.kernelSilent'],
    ['hangs in its loader', [['machine.fetched', 30, loader]], 'error doctor.loaderStuck'],
    [
      'got its script and is silent',
      [
        ['machine.fetched', 60, loader],
        ['machine.script', 30],
      ],
      'error doctor.loaderStuck',
    ],
    ['is starting its kernel', [['machine.fetched', 39, file('images/i/initrd')]], 'info doctor.working'],
    ['is silent after its kernel', [['machine.fetched', 40, file('images/i/initrd')]], 'error doctor.kernelSilent'],
    ['is checking the image', [['machine.fetched', 89, file('images/i/host.squashfs')]], 'info doctor.working'],
    [
      'is silent after the image',
      [['machine.fetched', 90, file('images/i/host.squashfs')]],
      'error doctor.imageSilent',
    ],
    ['is fetching a large file', [['machine.fetching', 60, file('images/i/initrd')]], 'info doctor.working'],
    ['does not finish fetching', [['machine.fetching', 90, file('images/i/initrd')]], 'error doctor.fetchUnfinished'],
    ['may try again what failed', [['machine.fetchFailed', 29, file('x')]], 'info doctor.working'],
    ['did not try again what failed', [['machine.fetchFailed', 30, file('x')]], 'error machine.fetchFailed'],
    ['wanted what is not there', [['machine.fetchMissing', 30, file('x')]], 'error machine.fetchMissing'],
    ['is of another architecture', [['machine.unsupported', 0, { arch: 'ARM64 UEFI' }]], 'error machine.unsupported'],
    ['was not answered', [['machine.ignored', 0, { who: 'x', reason: 'y' }]], 'error machine.ignored'],
    ['found the pool empty', [['machine.poolExhausted', 0]], 'error machine.poolExhausted'],
    ['has too little memory', [['machine.note.memory-too-small', 0]], 'error machine.note.memory-too-small'],
    ['cannot reach the image', [['machine.note.image-unreachable', 0]], 'error machine.note.image-unreachable'],
    ['got another image', [['machine.note.image-digest-mismatch', 0]], 'error machine.note.image-digest-mismatch'],
    ['cannot mount the image', [['machine.note.image-mount-failed', 0]], 'error machine.note.image-mount-failed'],
    ['was refused', [['machine.enrolRefused', 0, { problem: 'x' }]], 'error machine.enrolRefused'],
    ['gave its address back', [['machine.released', 5, { address: 'x' }]], 'info doctor.working'],
  ])('%s', (_, lines, found) => {
    expect(findings(lines).map(say)).toEqual([found])
  })

  test('talks, that nothing is wrong, whatever came before', () => {
    const found = findings([['machine.fetched', 200, loader]], { live, talking: true })
    expect(found.map(say)).toEqual(['info doctor.nothing'])
  })

  test('talked for hours and fell silent, since when it is silent, not since its last entry', () => {
    const lines: Line[] = [
      ['machine.enrolled', 3600],
      ['machine.facts', 3500],
      ['machine.silent', 5],
    ]
    expect(findings(lines, { live, lastSeenAt: ago(17) })[0]).toMatchObject({
      level: 'error',
      finding: { key: 'doctor.silentLive', params: { seconds: 17 } },
    })
  })

  test('boots again after it was live, what keeps that boot', () => {
    const lines: Line[] = [
      ['machine.enrolled', 3600],
      ['machine.silent', 120],
      ['machine.fetched', 60, loader],
    ]
    expect(findings(lines, { live }).map(say)).toEqual(['error doctor.loaderStuck'])
  })

  test('hangs in its loader, which one that is and how to choose another', () => {
    const [found] = findings([
      ['machine.fetched', 90, loader],
      ['machine.script', 60],
    ])
    expect(sayAny('en', found!.finding.key, found!.finding.params)).toBe(
      'Fetched loaders/undionly.kpxe and asked for nothing more for 60 s',
    )
    expect(sayAny('en', found!.remedy!.key, found!.remedy!.params)).toContain('vmp machines loader m3 snponly')
  })

  test('has findings, each of them after what its boot shows', () => {
    const clash = { key: 'finding.uuidShared', params: { uuid: 'u', machines: 'm1, m3' } }
    const found = findings([], { findings: [clash] })
    expect(found.map(say)).toEqual(['info doctor.working', 'warning finding.uuidShared'])
  })

  test('was heard in the future by a clock that was set back, no negative time', () => {
    expect(findings([['machine.askedAddress', -60]])[0]!.finding.params).toEqual({ seconds: 0 })
  })
})

test('every remedy that is written belongs to something the doctor or a timeline can say', () => {
  const lonely = Object.keys(messageCatalogue).filter(
    (key) =>
      key.startsWith('doctor.') &&
      key.endsWith('.remedy') &&
      ![key.slice(0, -'.remedy'.length), `machine.${key.slice('doctor.'.length, -'.remedy'.length)}`].some(
        isMessageKey,
      ),
  )
  expect(lonely).toEqual(['doctor.pool.remedy'])
})
