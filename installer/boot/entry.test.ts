import { describe, expect, it } from 'vitest'
import { commandLine, efiMenuText, menuText, slotText } from './entry.ts'
import type { SlotEntry } from './target.ts'

const entry: SlotEntry = {
  slot: 'a',
  image: { id: '0.1.0-0123456789ab', sha256: 'ab'.repeat(32), size: 369_827_840 },
  storage: {
    systemArray: '0a1b2c3d:4e5f6071:8293a4b5:c6d7e8f9',
    systemFileSystem: 'd3adbeef-0000-4000-8000-000000000001',
    state: { group: 'vmp', device: { kind: 'array', name: 'main', uuid: '11111111:22222222:33333333:44444444' } },
  },
  kernelArguments: ['intel_idle.max_cstate=1'],
}

describe("GRUB's texts on an ESP", () => {
  it('are these: the menu', async () => {
    await expect(menuText()).toMatchFileSnapshot('__golden__/grub.cfg')
  })
  it('are these: a slot', async () => {
    await expect(slotText(entry)).toMatchFileSnapshot('__golden__/slot-a.cfg')
  })
  it('are these: what the signed GRUB reads first', async () => {
    await expect(efiMenuText()).toMatchFileSnapshot('__golden__/efi.cfg')
  })

  it('name a volume group that stands on a partition by the partition', () => {
    const state = { group: 'vmp', device: { kind: 'partition' as const, uuid: 'c0ffee00-0000-4000-8000-000000000002' } }
    const words = commandLine({ ...entry, storage: { ...entry.storage, state } }).join(' ')
    expect(words).toContain('vmp.state=vmp/state@partition:c0ffee00-0000-4000-8000-000000000002')
  })
})
