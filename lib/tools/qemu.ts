/** How a virtual server's processor is made: by the kernel's KVM, or in software. */
export type Accelerator = 'kvm' | 'tcg'

export type Firmware = 'bios' | 'uefi' | 'uefi-secure' | 'uefi-http'

/** Where the server looks for a system first. */
export type Boot = { from: 'network' } | { from: 'cdrom' | 'stick'; iso: string }

export interface GuestDisk {
  file: string
  /** What the disk says its serial number is. */
  serial: string
  /** World wide name, 16 hex digits. */
  wwn: string
  /** It is not in the server now. */
  pulled?: boolean
}

interface Nic {
  model: string
  mac: string
  tap: string
  /** False: no cable is plugged in. QEMU takes that over QMP only, once it runs. */
  link: boolean
}

/** A virtual server, as QEMU needs to know it. */
export interface Guest {
  name: string
  uuid: string
  serial: string
  accelerator: Accelerator
  firmware: Firmware
  /** UEFI's code image, and this server's own copy of the variables. Without meaning for BIOS. */
  uefi?: { code: string; variables: string }
  cpuModel: string
  cpus: number
  memoryMiB: number
  boot: Boot
  /** The first one boots. */
  nics: Nic[]
  disks: GuestDisk[]
  /** The image of a USB stick that is plugged in, beside whatever it boots from. */
  stick?: string
  /** Whether it has a management controller. */
  bmc: boolean
  /** What the hardware clock shows at power-on, `YYYY-MM-DDTHH:MM:SS`; the true time without it. */
  rtc?: string
  qmpSocket: string
  serialSocket: string
  serialLog: string
}

/** Commas separate QEMU's options; a doubled one is a comma in a value. */
function value(text: string): string {
  return text.replaceAll(',', ',,')
}

function machine(guest: Guest): string[] {
  const secure = guest.firmware === 'uefi-secure'
  // Two TCG threads oops the kernel now and then under Secure Boot (2 of 17 runs); one thread never did.
  const thread = guest.accelerator === 'tcg' && secure ? ',thread=single' : ''
  return [
    ['-name', value(guest.name)],
    ['-machine', `q35${secure ? ',smm=on' : ''}`],
    ['-accel', `${guest.accelerator}${thread}`],
    ['-cpu', guest.cpuModel],
    ['-smp', String(guest.cpus)],
    ['-m', String(guest.memoryMiB)],
    ['-nodefaults', '-no-user-config', '-display', 'none', '-device', 'VGA'],
  ].flat()
}

function firmware(guest: Guest): string[] {
  if (!guest.uefi) return []
  const flash = (unit: number, file: string, readonly: string): string[] => [
    '-drive',
    `if=pflash,unit=${unit},format=raw,readonly=${readonly},file=${value(file)}`,
  ]
  return [
    ...flash(0, guest.uefi.code, 'on'),
    ...flash(1, guest.uefi.variables, 'off'),
    ...(guest.firmware === 'uefi-secure'
      ? ['-global', 'driver=cfi.pflash01,property=secure,value=on', '-global', 'ICH9-LPC.disable_s3=1']
      : []),
    // OVMF offers PXE before HTTP; without PXE only HTTP boot is left.
    ...(guest.firmware === 'uefi-http'
      ? [4, 6].flatMap((version) => ['-fw_cfg', `name=opt/org.tianocore/IPv${version}PXESupport,string=n`])
      : []),
  ]
}

function identity(guest: Guest): string[] {
  return [
    ['-smbios', 'type=0,vendor=VMP lab,version=1'],
    [
      '-smbios',
      `type=1,manufacturer=VMP lab,product=Rehearsal server,serial=${value(guest.serial)},uuid=${guest.uuid}`,
    ],
    ['-smbios', `type=3,manufacturer=VMP lab,serial=${value(guest.serial)}`],
    ['-rtc', guest.rtc === undefined ? 'base=utc' : `base=${guest.rtc}`],
  ].flat()
}

function stick(file: string | undefined): string[] {
  if (file === undefined) return []
  return [
    ['-drive', `if=none,id=stick,format=raw,file=${value(file)}`],
    ['-device', 'qemu-xhci,id=usb', '-device', 'usb-storage,bus=usb.0,drive=stick,removable=on'],
  ].flat()
}

/** The name by which QMP knows a NIC's cable. */
export const linkName = (index: number): string => `net${index}`

function network(guest: Guest, bootIndex: number): string[] {
  return guest.nics.flatMap(({ model, mac, tap }, index) => {
    const virtio = model === 'virtio'
    const boots = index === 0
    const device = [
      virtio ? 'virtio-net-pci' : model,
      `netdev=${linkName(index)}`,
      `mac=${mac}`,
      ...(boots ? [`bootindex=${bootIndex}`] : []),
      // virtio tells no speed of its own, and a host needs a gigabit.
      ...(virtio ? ['speed=1000', 'duplex=full'] : []),
      // QEMU's own iPXE would take the place of OVMF's PXE and break the signed shim.
      ...(boots && guest.firmware === 'bios' ? [] : ['romfile=']),
    ]
    const netdev = `tap,id=${linkName(index)},ifname=${tap},script=no,downscript=no`
    return ['-netdev', netdev, '-device', device.join(',')]
  })
}

function medium(boot: Boot): string[] {
  if (boot.from === 'network') return []
  const drive = `if=none,id=medium,format=raw,readonly=on,file=${value(boot.iso)}`
  return boot.from === 'cdrom'
    ? ['-drive', `${drive},media=cdrom`, '-device', 'ide-cd,drive=medium,bus=ide.0,bootindex=1']
    : ['-drive', drive, '-device', 'qemu-xhci', '-device', 'usb-storage,drive=medium,removable=on,bootindex=1']
}

/** The first of the disks in the firmware's order; network and media come before them. */
const firstDiskBoots = 3

/** The name by which QEMU's monitor knows a disk. Its file has another name, which outlives a pull. */
export const diskName = (index: number): string => `disk${index}`

/** The disk itself, as the command line and the monitor's `device_add` take it. */
export function diskDevice({ serial, wwn }: GuestDisk, index: number): string {
  // A place of its own on the bus, whichever of the others are there.
  const place = `scsi-hd,id=${diskName(index)},bus=scsi0.0,scsi-id=${index},drive=file${index}`
  return `${place},serial=${value(serial)},wwn=0x${wwn},rotation_rate=1,bootindex=${firstDiskBoots + index}`
}

function disks(list: GuestDisk[]): string[] {
  if (list.length === 0) return []
  return [
    ['-device', 'virtio-scsi-pci,id=scsi0'],
    ...list.flatMap((disk, index) => [
      // Not -drive: its file would go with a disk that is pulled, and could not be plugged in again.
      [
        '-blockdev',
        `driver=raw,node-name=file${index},discard=unmap,file.driver=file,file.discard=unmap,file.filename=${value(disk.file)}`,
      ],
      ...(disk.pulled ? [] : [['-device', diskDevice(disk, index)]]),
    ]),
  ].flat()
}

function management(guest: Guest): string[] {
  return [
    // OVMF boots no network without a source of randomness, and does not say why.
    ['-device', 'virtio-rng-pci'],
    ['-device', 'i6300esb', '-action', 'watchdog=reset'],
    guest.bmc ? ['-device', 'ipmi-bmc-sim,id=bmc0', '-device', 'isa-ipmi-kcs,bmc=bmc0'] : [],
    [
      '-chardev',
      `socket,id=serial0,path=${value(guest.serialSocket)},server=on,wait=off,` +
        `logfile=${value(guest.serialLog)},logappend=on`,
    ],
    ['-serial', 'chardev:serial0'],
    ['-qmp', `unix:${value(guest.qmpSocket)},server=on,wait=off`],
  ].flat()
}

/**
 * A BIOS that found nothing to boot begins again after ten seconds, as servers with "boot sequence retry" do: a station
 * that is being started again is missed for a moment only.
 */
const bootRetry = ['-boot', 'reboot-timeout=10000']

/** QEMU's command line for a virtual server. */
export function args(guest: Guest): string[] {
  const fromNetwork = guest.boot.from === 'network'
  return [
    ...machine(guest),
    ...firmware(guest),
    ...identity(guest),
    ...medium(guest.boot),
    ...network(guest, fromNetwork ? 1 : 2),
    ...disks(guest.disks),
    ...stick(guest.stick),
    ...management(guest),
    ...bootRetry,
  ]
}

/** The exit code of a guest that wrote this to the debug-exit port: it has run our code to its end. */
const probeValue = 0x15
export const probeExit = (probeValue << 1) | 1

/**
 * A boot sector that uses the floating point unit, as every stock firmware does early, and then leaves QEMU through
 * its debug-exit port. Some machines have a /dev/kvm that runs plain instructions and stops at the first of these.
 */
export function probeSector(): Buffer {
  const sector = Buffer.alloc(512)
  const code = [
    '9bdbe3', // finit
    'd9e89b', // fld1; fwait
    '0fa2', // cpuid
    'ba0105', // mov dx, 0x501
    `b0${probeValue.toString(16)}`, // mov al, probeValue
    'ee', // out dx, al
    'f4ebfd', // hlt; jmp back to hlt
  ]
  sector.write(code.join(''), 'hex')
  sector.writeUInt16LE(0xaa55, 510)
  return sector
}

export function probeArgs(sectorFile: string): string[] {
  return [
    ['-accel', 'kvm', '-machine', 'pc', '-m', '16', '-nodefaults', '-no-user-config', '-display', 'none'],
    ['-no-reboot', '-device', 'isa-debug-exit,iobase=0x501,iosize=1'],
    ['-drive', `format=raw,if=ide,readonly=off,snapshot=on,file=${value(sectorFile)}`],
  ].flat()
}

/** Makes a machine with nothing in it under KVM; only its end is waited for. */
export const kvmProbeArgs = '-accel kvm -machine none -nodefaults -display none -S -qmp stdio'.split(' ')

/** What to say to it: greet, and quit. */
export const kvmProbeInput = '{"execute":"qmp_capabilities"}\n{"execute":"quit"}\n'
