import { expect, test } from 'vitest'
import { contextOn } from '../__fixtures__/tree.ts'
import { readMemory } from './memory.ts'

const GiB = 1024 ** 3

const slot = (locator: string, bank: string, size: string): string =>
  `Handle 0x1100, DMI type 17, 92 bytes\nMemory Device\n\tSize: ${size}\n\tLocator: ${locator}\n\tBank Locator: ${bank}\n\tType: DDR4\n\n`
const smbios = (...slots: string[]): string => `==> $ dmidecode\n# dmidecode 3.6\n\n${slots.join('')}`
const channels = async (...slots: string[]) => (await readMemory(contextOn(smbios(...slots)).context)).channels

test.each([
  // Locator and bank locator as published dumps of these makers have them.
  [
    'Supermicro',
    ['P1-DIMMA1', 'P0_Node0_Channel0_Dimm0'],
    ['P1-DIMMB1', 'P0_Node0_Channel1_Dimm0'],
    ['0/0/0', '0/0/1'],
  ],
  ['AMD EPYC', ['DIMM 0', 'P0 CHANNEL A'], ['DIMM 0', 'P0 CHANNEL B'], ['0/A', '0/B']],
  ['a laptop', ['ChannelA-DIMM0', 'BANK 0'], ['ChannelB-DIMM0', 'BANK 2'], ['A', 'B']],
  ['Lenovo', ['CPU1_DIMM_A1', 'Not Specified'], ['CPU2_DIMM_A1', 'Not Specified'], ['1/A', '2/A']],
  ['Inspur', ['CPU0_C0D0', 'NODE 1'], ['CPU0_C1D0', 'NODE 1'], ['0/0', '0/1']],
  ['Huawei', ['DIMM000', 'NODE 1'], ['DIMM110', 'NODE 2'], ['0/0', '1/1']],
  ['HPE, by processor', ['PROC 1 DIMM 1', 'Not Specified'], ['PROC 2 DIMM 8', 'Not Specified'], ['1', '2']],
  ['Dell, by processor', ['A1', 'Not Specified'], ['B12', 'Not Specified'], ['A', 'B']],
] as const)('channels of %s', async (_, first, second, names) => {
  const found = await channels(slot(first[0], first[1], '16 GB'), slot(second[0], second[1], '8192 MB'))
  expect(found).toEqual([
    { name: names[0], size: 16 * GiB, dimms: 1 },
    { name: names[1], size: 8 * GiB, dimms: 1 },
  ])
})

test('modules of one channel are summed, empty channels are told', async () => {
  const found = await channels(
    slot('DIMM_A1', 'NODE 0', '16 GB'),
    slot('DIMM_A2', 'NODE 0', '16 GB'),
    slot('DIMM_B1', 'NODE 0', 'No Module Installed'),
  )
  expect(found).toEqual([
    { name: 'A', size: 32 * GiB, dimms: 2 },
    { name: 'B', size: 0, dimms: 0 },
  ])
})

test('locators that tell no channel, or tell it in two ways, tell nothing', async () => {
  expect(await channels(slot('DIMM 1', 'BANK 0', '16 GB'), slot('DIMM 2', 'BANK 1', '16 GB'))).toEqual([])
  expect(await channels(slot('ChannelA-DIMM0', 'x', '16 GB'), slot('Slot 7', 'y', '8 GB'))).toEqual([])
})

test('ECC as the memory array says, not the array of the cache or the firmware', async () => {
  const array = (use: string, ecc: string): string =>
    `Handle 0x1000, DMI type 16, 23 bytes\nPhysical Memory Array\n\tUse: ${use}\n\tError Correction Type: ${ecc}\n\n`
  const { context } = contextOn(smbios(array('Flash Memory', 'None'), array('System Memory', 'Multi-bit ECC')))
  expect((await readMemory(context)).ecc).toBe('multi-bit')
})

test('errors are those of all memory controllers', async () => {
  const edac = (path: string, value: string): string => `==> /sys/devices/system/edac/mc/${path}\n${value}\n`
  const text =
    edac('mc0/ce_count', '2') + edac('mc0/ue_count', '0') + edac('mc1/ce_count', '1') + edac('mc1/ue_count', '1')
  expect((await readMemory(contextOn(text).context)).errors).toEqual({ corrected: 3, uncorrected: 1 })
  expect((await readMemory(contextOn('').context)).errors).toBeNull()
})
