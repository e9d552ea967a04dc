import { expect, it } from 'vitest'
import { commandLine } from '../installer/boot/entry.ts'
import type { HostStorage } from '../installer/boot/target.ts'
import { parseHostBoot, parseHostStorage } from './boot.ts'

const line = 'BOOT_IMAGE=/images/1/vmlinuz boot=vmp vmp.source=disk vmp.slot=b vmp.image=1 vmp.size=5'

it('is read from the command line', () => {
  expect(parseHostBoot(line)).toEqual({ slot: 'b', image: '1', trial: false })
  expect(parseHostBoot(`${line} vmp.try=1\n`)).toEqual({ slot: 'b', image: '1', trial: true })
})

it.each([
  'boot=vmp vmp.source=iso vmp.image=1',
  'vmp.source=disk vmp.slot=c vmp.image=1',
  'vmp.source=disk vmp.slot=a',
])('is not that of an installed host: %s', (other) => {
  expect(() => parseHostBoot(other)).toThrow(expect.objectContaining({ code: 'host.notInstalled' }))
})

it.each([
  { kind: 'array', name: 'main', uuid: '11111111:22222222:33333333:44444444' },
  { kind: 'partition', uuid: 'c0ffee00-0000-4000-8000-000000000002' },
] as const)('finds its parts by the words that the loader was given: $kind', (device) => {
  const storage: HostStorage = { systemArray: 'a:b:c:d', systemFileSystem: 'u', state: { group: 'vmp', device } }
  const image = { id: '1', sha256: 'ab', size: 1 }
  const words = commandLine({ slot: 'a', image, storage, kernelArguments: [] }).join(' ')
  expect(parseHostStorage(words, 'u')).toEqual(storage)
})
