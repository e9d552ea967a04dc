import { expect, test } from 'vitest'
import { markerSize, readMarker, writeMarker } from './marker.ts'
import type { Marker } from './marker.ts'

const marker: Marker = { state: 'installed', machine: 'm-1', installation: 'i-1', cluster: '机房一', host: null }

test('a marker is read as it was written, in one block', () => {
  const block = writeMarker(marker)
  expect(block).toHaveLength(markerSize)
  expect(readMarker(block)).toEqual(marker)
})

test.each([
  ['nothing', Buffer.alloc(markerSize)],
  ['another thing', Buffer.from('VMP-MARKER 2\n{}\n')],
  ['a marker without its line', Buffer.from('VMP-MARKER 1\n')],
  ['broken JSON', Buffer.from('VMP-MARKER 1\n{"state":"inst\n')],
  ['another state', Buffer.from(`VMP-MARKER 1\n${JSON.stringify({ ...marker, state: 'gone' })}\n`)],
])('%s is no marker', (_, block) => {
  expect(readMarker(block)).toBeUndefined()
})
