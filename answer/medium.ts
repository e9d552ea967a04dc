/** What a medium (ISO or stick) carries for an installation, below `/vmp`: iso/ writes it, the live system and the installer read it. */

/** Where a live system has the medium that it was started from (templates/image/overlay/etc/initramfs-tools/scripts/vmp). */
export const mediumFolder = '/run/vmp/medium/vmp'

export const mediumFiles = {
  /** `host.squashfs`, `vmlinuz` and `initrd` lie beside it under the names that it gives them. */
  manifest: 'manifest.json',
  signature: 'manifest.json.sig',
  /** Public key (SPKI, PEM) with which the manifest was verified when the medium was made. */
  key: 'image-key.pem',
  /** The answer file as JSON, with the texts of its scripts; only on a medium that installs by itself. */
  answer: 'answer.json',
} as const
