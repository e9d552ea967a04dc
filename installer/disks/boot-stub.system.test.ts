import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { open, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../../lib/exec.ts'
import { firmwareMs, nothingStarts, startFrom } from '../../test/firmware-start.ts'
import { bootStub } from './boot-stub.ts'

test(
  'a BIOS says that the disk is not finished, and goes on; UEFI finds nothing',
  { timeout: 3 * firmwareMs },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vmp-stub-'))
    try {
      const disk = join(folder, 'disk')
      writeFileSync(disk, '')
      await truncate(disk, 64 * 2 ** 20)
      await run('sgdisk', ['--new=1:2048:0', disk], { timeout: 10_000 })
      const file = await open(disk, 'r+')
      await file.write(bootStub(), 0, undefined, 0)
      await file.close()
      const words = await startFrom([disk], 'bios', nothingStarts.bios)
      expect(words).toContain('VMP: the installation on this disk is not finished.')
      await startFrom([disk], 'uefi', nothingStarts.uefi)
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)
