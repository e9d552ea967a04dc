/** Block devices as the kernel and udev know them, with what is on them. */
import { Type } from 'typebox'
import { Check } from 'typebox/value'

const columns = ['PATH', 'LABEL', 'FSTYPE', 'RM', 'RO', 'TRAN'] as const

export const lsblkArgs: string[] = ['--json', '--output', columns.join(',')]

export interface BlockDevice {
  path: string
  label: string | null
  fsType: string | null
  readOnly: boolean
  /** The disk that it is, or is part of, can be taken out: a stick or a card. */
  portable: boolean
}

const Known = Type.Union([Type.String(), Type.Null()])
const Node = Type.Object({
  path: Type.String(),
  label: Known,
  fstype: Known,
  rm: Type.Boolean(),
  ro: Type.Boolean(),
  tran: Known,
  children: Type.Optional(Type.Array(Type.Unknown())),
})

/** Every device, parts after the disk that they are on. What is not of the expected shape is left out. */
export function parseLsblk(text: string): BlockDevice[] {
  const { blockdevices = [] } = JSON.parse(text) as { blockdevices?: unknown[] }
  return blockdevices.flatMap((device) => devicesIn(device, false))
}

function devicesIn(device: unknown, onPortable: boolean): BlockDevice[] {
  if (!Check(Node, device)) return []
  const { path, label, fstype, rm, ro, tran, children = [] } = device
  const portable = onPortable || rm || tran === 'usb'
  return [
    { path, label, fsType: fstype, readOnly: ro, portable },
    ...children.flatMap((child) => devicesIn(child, portable)),
  ]
}
