import { expect, test } from 'vitest'
import { args, diskDevice, probeArgs, probeSector } from './qemu.ts'
import type { Boot, Firmware, Guest } from './qemu.ts'

const run = '/run/vmp/lab/lab/servers/lab-1'
const state = '/var/lib/vmp/lab/lab/servers/lab-1'

function guest(firmware: Firmware, boot: Boot): Guest {
  return {
    name: 'lab-1',
    uuid: 'b52b5d0c-7a9e-8d5e-9f3a-1b2c3d4e5f60',
    serial: 'VMPLAB-12345678',
    accelerator: 'tcg',
    firmware,
    ...(firmware === 'bios' ? {} : { uefi: { code: '/usr/share/OVMF/CODE.fd', variables: `${state}/variables.fd` } }),
    cpuModel: 'qemu64,+svm',
    cpus: 2,
    memoryMiB: 4096,
    boot,
    nics: [{ model: 'virtio', mac: '52:54:00:aa:bb:cc', tap: 'tap1', link: true }],
    bmc: true,
    disks: [1, 2].map((number) => ({
      file: `${state}/disk${number}.img`,
      serial: `VMPLAB-12345678-${number}`,
      wwn: `300000000000000${number}`,
    })),
    qmpSocket: `${run}/qmp.sock`,
    serialSocket: `${run}/serial.sock`,
    serialLog: `${run}/serial.log`,
  }
}

const boots: Record<string, Boot> = {
  pxe: { from: 'network' },
  iso: { from: 'cdrom', iso: '/var/cache/vmp/a.iso' },
  usb: { from: 'stick', iso: '/var/cache/vmp/a.iso' },
}

for (const firmware of ['bios', 'uefi', 'uefi-secure', 'uefi-http'] as const) {
  for (const [medium, boot] of Object.entries(boots)) {
    test(`the command line for ${firmware} from ${medium}`, async () => {
      const text = args(guest(firmware, boot))
        .map((word) => (word.startsWith('-') ? `\n${word}` : ` ${word}`))
        .join('')
      await expect(`${text.trimStart()}\n`).toMatchFileSnapshot(`__golden__/qemu-${firmware}-${medium}.txt`)
    })
  }
}

test('KVM, another NIC, a wrong clock, no disks', () => {
  const words = args({
    ...guest('uefi-secure', { from: 'network' }),
    accelerator: 'kvm',
    nics: [{ model: 'e1000e', mac: '52:54:00:aa:bb:cc', tap: 'tap1', link: true }],
    rtc: '2015-01-01T00:00:00',
    disks: [],
  })
  expect(words).toContain('kvm')
  expect(words).toContain('base=2015-01-01T00:00:00')
  expect(words).toContain('e1000e,netdev=net0,mac=52:54:00:aa:bb:cc,bootindex=1,romfile=')
  expect(words.join(' ')).not.toContain('scsi')
})

test('a comma in a path does not end the option', () => {
  const words = args({ ...guest('bios', { from: 'network' }), qmpSocket: '/run/a,b/qmp.sock' })
  expect(words).toContain('unix:/run/a,,b/qmp.sock,server=on,wait=off')
})

test('the probe is a boot sector', () => {
  const sector = probeSector()
  expect(sector.length).toBe(512)
  expect(sector.subarray(510).toString('hex')).toBe('55aa')
  expect(sector.subarray(0, 18).toString('hex')).toBe('9bdbe3d9e89b0fa2ba0105b015eef4ebfd00'.slice(0, 36))
  expect(probeArgs('/tmp/a')).toContain('kvm')
})

test('a disk that was pulled keeps its place and its file, and the others theirs', () => {
  const [first, second] = guest('bios', { from: 'network' }).disks
  const words = args({ ...guest('bios', { from: 'network' }), disks: [{ ...first!, pulled: true }, second!] })
  expect(words.filter((word) => word.startsWith('scsi-hd,'))).toEqual([diskDevice(second!, 1)])
  expect(diskDevice(second!, 1)).toContain('scsi-id=1')
  expect(words.filter((word) => word.startsWith('driver=raw'))).toHaveLength(2)
})

test('a second NIC and a stick do not boot, and a server may lack a management controller', () => {
  const nics = ['aa', 'bb'].map((end, index) => ({
    model: 'virtio',
    mac: `52:54:00:00:00:${end}`,
    tap: `tap${index}`,
    link: true,
  }))
  const words = args({ ...guest('bios', { from: 'network' }), nics, bmc: false, stick: '/tmp/stick.img' })
  expect(words).toContain('virtio-net-pci,netdev=net0,mac=52:54:00:00:00:aa,bootindex=1,speed=1000,duplex=full')
  expect(words).toContain('virtio-net-pci,netdev=net1,mac=52:54:00:00:00:bb,speed=1000,duplex=full,romfile=')
  expect(words.join(' ')).not.toContain('ipmi')
  expect(words).toContain('usb-storage,bus=usb.0,drive=stick,removable=on')
})
