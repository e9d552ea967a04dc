import { expect, test } from 'vitest'
import { refuseOtherSites } from './origin.ts'

const call = { method: 'POST', host: '192.0.2.1', origin: undefined, fetchSite: undefined }
const own = 'https://192.0.2.1'

test.each([
  ['a program', {}],
  ['our page', { origin: own, fetchSite: 'same-origin' }],
  ['our page in an older browser', { origin: own }],
  ['our page at another port', { host: '192.0.2.1:8443', origin: 'https://192.0.2.1:8443', fetchSite: 'same-origin' }],
  ['a typed address', { method: 'GET', fetchSite: 'none' }],
])('%s may call', (_, facts) => {
  expect(() => refuseOtherSites({ ...call, ...facts })).not.toThrow()
})

test.each([
  ['another site', { origin: 'https://evil.example', fetchSite: 'cross-site' }],
  ['another site in an older browser', { origin: 'https://evil.example' }],
  ['another port of this host', { origin: 'https://192.0.2.1:9000', fetchSite: 'same-site' }],
  ['another port of this host that reads', { method: 'GET', fetchSite: 'same-site' }],
  ['a page without TLS', { origin: 'http://192.0.2.1' }],
  ['a page of nowhere', { origin: 'null' }],
  ['an address that calls itself', { fetchSite: 'none' }],
])('%s may not', (_, facts) => {
  expect(() => refuseOtherSites({ ...call, ...facts })).toThrow(expect.objectContaining({ code: 'api.origin' }))
})
