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

// NAME, or lsblk gives a flat list: nothing would then seem to stand on a disk.
const treeColumns =
  'NAME PATH KNAME TYPE SIZE RM HOTPLUG RO TRAN VENDOR MODEL SERIAL LABEL PARTLABEL FSTYPE PTTYPE PARTTYPE MOUNTPOINTS LOG-SEC'.split(
    ' ',
  )

/** Everything there is, with what stands on what (util-linux 2.37 or later). */
export const blockTreeArgs: string[] = ['--json', '--bytes', '--output', treeColumns.join(',')]

export interface BlockNode {
  readonly path: string
  /** `sda1`, `md127`, `dm-0`. */
  readonly kernelName: string
  /** `disk`, `part`, `loop`, `raid1`, `lvm`, `crypt`, … */
  readonly type: string
  /** Bytes. */
  readonly size: number
  readonly removable: boolean
  readonly hotplug: boolean
  readonly readOnly: boolean
  readonly transport: string | null
  readonly vendor: string | null
  readonly model: string | null
  readonly serial: string | null
  readonly label: string | null
  readonly partitionLabel: string | null
  readonly fsType: string | null
  readonly tableType: string | null
  /** Of a partition: a GUID in lower case, or `0xef`. */
  readonly partitionType: string | null
  /** `[SWAP]` for swap space in use. */
  readonly mountPoints: readonly string[]
  /** Bytes of a logical sector. */
  readonly sector: number
  readonly children: readonly BlockNode[]
}

const TreeNode = Type.Object({
  path: Type.String(),
  kname: Type.String(),
  type: Type.String(),
  size: Type.Integer(),
  rm: Type.Boolean(),
  hotplug: Type.Boolean(),
  ro: Type.Boolean(),
  tran: Known,
  vendor: Known,
  model: Known,
  serial: Known,
  label: Known,
  partlabel: Known,
  fstype: Known,
  pttype: Known,
  parttype: Known,
  mountpoints: Type.Array(Known),
  'log-sec': Type.Integer(),
  children: Type.Optional(Type.Array(Type.Unknown())),
})

/** @throws When the output is not lsblk's: what is not understood must not be taken for unused. */
export function parseBlockTree(text: string): BlockNode[] {
  const { blockdevices } = JSON.parse(text) as { blockdevices?: unknown }
  if (!Array.isArray(blockdevices)) throw new Error('lsblk gave no list of devices')
  const nodes = blockdevices.map(treeNode)
  if (nodes.some(({ type }) => type === 'part')) throw new Error('lsblk gave partitions that are on no disk')
  return nodes
}

function treeNode(node: unknown): BlockNode {
  if (!Check(TreeNode, node)) throw new Error('lsblk gave a device of another shape')
  const {
    kname,
    tran,
    rm,
    ro,
    partlabel,
    fstype,
    pttype,
    parttype,
    mountpoints,
    vendor,
    model,
    serial,
    children = [],
    ...same
  } = node
  const { path, type, size, hotplug, label } = same
  return {
    path,
    kernelName: kname,
    type,
    size,
    removable: rm,
    hotplug,
    readOnly: ro,
    transport: tran,
    vendor: word(vendor),
    model: word(model),
    serial: word(serial),
    label: word(label),
    partitionLabel: word(partlabel),
    fsType: fstype,
    tableType: pttype,
    partitionType: parttype,
    mountPoints: mountpoints.filter((place) => place !== null),
    sector: same['log-sec'],
    children: children.map(treeNode),
  }
}

/** SCSI pads names with spaces. */
const word = (text: string | null): string | null => text?.trim() || null
