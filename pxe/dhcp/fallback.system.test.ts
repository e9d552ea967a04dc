import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../../lib/exec.ts'
import { FALLBACK } from './__fixtures__/fallback.ts'
import { fallbackLines } from './fallback.ts'

test("dnsmasq takes its part of the lines for a site's own server", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dhcp-fallback-'))
  const section = fallbackLines(FALLBACK)
    .split('\n## ')
    .find((each) => each.startsWith('dnsmasq'))
  const lines = section?.split('\n').slice(1).join('\n') ?? ''
  expect(lines).toContain('dhcp-boot=')
  await writeFile(join(folder, 'vmp.conf'), lines)
  const { stderr } = await run('dnsmasq', ['--test', `--conf-file=${join(folder, 'vmp.conf')}`], { timeout: 10_000 })
  expect(stderr).toContain('syntax check OK')
  await rm(folder, { recursive: true })
})
