import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readProofKey } from '../lib/station/proof-key.ts'
import { writeMachineKey } from './machine-key.ts'

test('the key on the disk is the one whose public half and thumbprint are told, and root alone reads it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vmp-machine-key-'))
  try {
    const file = join(folder, 'machine.key')
    const { key, thumbprint } = await writeMachineKey(file)
    const read = await readProofKey(file, () => new Date())
    expect(read).toMatchObject({ publicKey: key, thumbprint })
    expect(statSync(file).mode & 0o777).toBe(0o600)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
