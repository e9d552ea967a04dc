/** The Debian release that the image is made of. */
export const suite = 'trixie'
export const architecture = 'amd64'

/** What a host needs later is in the image from the start, so that no host needs a network of packages. */
const base = {
  system:
    'apt linux-image-amd64 initramfs-tools busybox zstd systemd systemd-sysv systemd-resolved udev dbus kmod libpam-systemd ' +
    'less nano procps psmisc util-linux-extra openssl ca-certificates curl',
  virtualMachines:
    'qemu-system-x86 qemu-utils libvirt-daemon-system libvirt-clients libvirt-daemon-driver-qemu ' +
    'libvirt-daemon-driver-interface libvirt-daemon-driver-network libvirt-daemon-driver-nodedev ' +
    'libvirt-daemon-driver-nwfilter libvirt-daemon-driver-secret libvirt-daemon-driver-storage ' +
    'libvirt-daemon-driver-storage-disk libvirt-daemon-driver-storage-logical libvirt-daemon-lock libvirt-daemon-log ' +
    'ovmf seabios ipxe-qemu swtpm swtpm-tools',
  // The package sanlock brings wdmd, the watchdog multiplexer.
  cluster: 'etcd-server etcd-client drbd-utils sanlock',
  storage:
    'mdadm lvm2 thin-provisioning-tools gdisk parted dosfstools e2fsprogs xfsprogs smartmontools nvme-cli hdparm lsscsi ' +
    'sg3-utils samba smbclient nfs-common nfs-kernel-server cifs-utils',
  // squashfs-tools is in it because the image is packed with its own mksquashfs: the same lock gives the same bytes anywhere.
  boot:
    'grub-common grub2-common grub-pc-bin grub-efi-amd64-bin grub-efi-amd64-signed shim-signed efibootmgr ipxe memtest86+ ' +
    'squashfs-tools',
  network: 'iproute2 iputils-ping iputils-arping nftables ethtool lldpd chrony openssh-server openssh-client tcpdump',
  hardware: 'dmidecode pciutils usbutils ipmitool firmware-linux-free',
  // Deep tests. fio would bring Python and Ceph's libraries, stress-ng Mesa's: dd and stressapptest do what is asked of them.
  tests: 'stressapptest iperf3',
} as const

/**
 * Firmware of NICs and storage controllers found in servers, and processor microcode; Debian's `non-free-firmware`.
 * Left out: wireless, graphics, sound, phones.
 */
const firmware =
  'firmware-bnx2 firmware-bnx2x firmware-cavium firmware-intel-misc firmware-misc-nonfree firmware-myricom ' +
  'firmware-netronome firmware-netxen firmware-qlogic firmware-realtek intel-microcode amd64-microcode'

const words = (text: string): string[] => text.split(' ')

export interface PackageChoice {
  readonly firmware: boolean
  readonly include: readonly string[]
}

/** Names of the packages asked for, sorted; what they depend on is the archive's business. */
export function packageList({ firmware: withFirmware, include }: PackageChoice): string[] {
  const names = [...Object.values(base).flatMap(words), ...(withFirmware ? words(firmware) : []), ...include]
  return [...new Set(names)].sort()
}

/** Whether a package is firmware whose licence is not a free one. */
export const isFirmware = (name: string): boolean => words(firmware).includes(name)

const modules = '/usr/lib/modules/*/kernel'

/** What is never unpacked. Documentation and translations are 160 MB; the drivers are of no use in a server. */
export const excludedPaths: readonly string[] = [
  '/usr/share/man/*',
  '/usr/share/info/*',
  '/usr/share/locale/*',
  '/usr/share/doc/*',
  `${modules}/sound/*`,
  `${modules}/drivers/media/*`,
  `${modules}/drivers/bluetooth/*`,
  `${modules}/drivers/iio/*`,
  `${modules}/drivers/staging/*`,
  `${modules}/drivers/net/wireless/*`,
  ...['amd', 'i915', 'nouveau', 'radeon', 'xe'].map((driver) => `${modules}/drivers/gpu/drm/${driver}/*`),
]

/** Licences stay, whatever else of the documentation goes. */
export const includedPaths: readonly string[] = ['/usr/share/doc/*/copyright']
