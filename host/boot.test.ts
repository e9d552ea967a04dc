import { expect, it } from 'vitest'
import { parseHostBoot } from './boot.ts'

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
