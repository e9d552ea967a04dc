import { describe, expect, test } from 'vitest'
import { chooseLoader, firmwareOf } from './loaders.ts'
import type { LoaderRequest } from './loaders.ts'

const places = { address: '192.0.2.1', bootUrl: 'http://192.0.2.1:8080' }
const request: LoaderRequest = {
  kind: 'firmware-pxe',
  arch: 7,
  mac: '02:00:00:00:00:0a',
  loader: null,
  secureBoot: null,
}
const fileFor = (more: Partial<LoaderRequest>): string => {
  const choice = chooseLoader({ ...request, ...more }, places)
  return 'offer' in choice ? choice.offer.file : `none: ${choice.unsupported}`
}

describe('the first boot file of', () => {
  test.each<[string, Partial<LoaderRequest>, string]>([
    ['BIOS is iPXE', { arch: 0 }, 'loaders/undionly.kpxe'],
    ['firmware that says no architecture is BIOS', { arch: undefined }, 'loaders/undionly.kpxe'],
    ['UEFI (7) is the signed shim, because Secure Boot may be on', { arch: 7 }, 'bootx64.efi'],
    ['UEFI (9) is the signed shim', { arch: 9 }, 'bootx64.efi'],
    ['UEFI with Secure Boot is the signed shim', { secureBoot: true }, 'bootx64.efi'],
    ['UEFI known to be without Secure Boot is snponly', { secureBoot: false }, 'loaders/snponly.efi'],
    ['UEFI that a person gave snponly is snponly', { loader: 'snponly', secureBoot: true }, 'loaders/snponly.efi'],
    ['UEFI that a person gave shim is shim', { loader: 'shim', secureBoot: false }, 'bootx64.efi'],
    [
      'UEFI HTTP boot is shim by an absolute address',
      { kind: 'firmware-http', arch: 16 },
      'http://192.0.2.1:8080/bootx64.efi',
    ],
    [
      'UEFI HTTP boot without Secure Boot is snponly by an absolute address',
      { kind: 'firmware-http', arch: 16, secureBoot: false },
      'http://192.0.2.1:8080/loaders/snponly.efi',
    ],
    ['iPXE is its script', { kind: 'ipxe', arch: 7 }, 'http://192.0.2.1:8080/boot/script.ipxe?mac=02:00:00:00:00:0a'],
    ['BIOS is iPXE whatever a person chose for UEFI', { arch: 0, loader: 'shim' }, 'loaders/undionly.kpxe'],
    ['a 32-bit UEFI is none', { arch: 6 }, 'none: IA32 UEFI'],
    ['an ARM server is none', { arch: 11 }, 'none: ARM64 UEFI'],
    ['an unheard-of architecture is none', { arch: 4711 }, 'none: architecture 4711'],
  ])('%s', (_, more, file) => {
    expect(fileFor(more)).toBe(file)
  })

  test('anybody comes from the station', () => {
    expect(chooseLoader(request, places)).toMatchObject({ offer: { nextServer: '192.0.2.1' } })
  })
})

test.each([
  [undefined, undefined],
  [0, 'bios'],
  [20, 'bios'],
  [7, 'uefi'],
  [16, 'uefi'],
])('architecture %s is %s', (arch, firmware) => {
  expect(firmwareOf(arch)).toBe(firmware)
})
