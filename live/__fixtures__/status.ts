import type { LiveStatus } from '../status.ts'

/** A live system that has just begun, booted from an ISO without a station. */
export const begun: LiveStatus = {
  version: '0.1.0',
  boot: { source: 'iso', image: null, mode: 'live' },
  stationUrl: null,
  addresses: [],
  station: { phase: 'none', heardAt: null, problem: null },
  machine: null,
  parts: {},
  facts: null,
  preflight: { running: true, results: [], report: null },
  installation: null,
  saved: null,
  page: null,
  shell: false,
}
