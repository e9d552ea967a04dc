import { expect, test } from 'vitest'
import type { HostStatus } from '../host/status.ts'
import { statusText } from './host-status.ts'

const status: HostStatus = {
  at: '2026-01-02T03:04:05.000Z',
  done: true,
  report: {
    installation: 'installation-0001',
    name: 'node01',
    image: '0.1.0-aaaa',
    slot: 'a',
    verified: true,
    hooks: [
      { hook: 'network', phase: 'first-boot', outcome: 'held', took: 312, problem: null, output: '' },
      { hook: 'kvm', phase: 'first-boot', outcome: 'applied', took: 16_809, problem: null, output: 'ran' },
    ],
    problems: [{ code: 'host.arrayDegraded', params: { array: 'system' } }],
    arrays: [{ name: 'system', state: 'degraded' }],
    addresses: ['10.0.0.5'],
  },
  station: { url: 'https://10.0.0.1', heardAt: '2026-01-02T03:04:09.000Z' },
}

test.each(['en', 'zh'] as const)('a host says in words how it is (%s)', async (language) => {
  await expect(statusText(status, language)).toMatchFileSnapshot(`__golden__/host-status-${language}.txt`)
})

test('a host without a station, in the middle of its first look', () => {
  const text = statusText(
    { ...status, done: false, station: null, report: { ...status.report, hooks: [], arrays: [] } },
    'en',
  )
  expect(text).toContain('Being verified.')
  expect(text).not.toContain('Station')
})
