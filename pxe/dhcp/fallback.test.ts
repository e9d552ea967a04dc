import { expect, test } from 'vitest'
import { FALLBACK } from './__fixtures__/fallback.ts'
import { fallbackLines } from './fallback.ts'

test('the exact lines for the servers that a site may have', async () => {
  await expect(fallbackLines(FALLBACK)).toMatchFileSnapshot('__golden__/fallback.txt')
})
