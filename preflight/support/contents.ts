/** What is on a disk, as people name it. */
import { decimalSize } from '../../lib/units.ts'
import type { Content } from '../facts/schema/disks.ts'

/** What holds data first: partitions only where there is nothing else to name. */
export function tellingContents(contents: readonly Content[]): readonly Content[] {
  const telling = contents.filter(({ kind }) => kind !== 'partition')
  return telling.length > 0 ? telling : contents
}

/**
 * The partition types that are met on servers that were in use, by their GUID (UEFI 2.10, table 5.7, and the makers' own as
 * util-linux lists them in include/pt-gpt-partnames.h).
 */
const partitionTypes: Readonly<Record<string, string>> = {
  'c12a7328-f81f-11d2-ba4b-00a0c93ec93b': 'EFI System',
  '21686148-6449-6e6f-744e-656564454649': 'BIOS boot',
  'e3c9e316-0b5c-4db8-817d-f92df00215ae': 'Microsoft reserved',
  'ebd0a0a2-b9e5-4433-87c0-68b6b72699c7': 'Microsoft basic data',
  'de94bba4-06d1-4d40-a16a-bfd50179d6ac': 'Windows recovery',
  '0fc63daf-8483-4772-8e79-3d69d8477de4': 'Linux filesystem',
  '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f': 'Linux swap',
  'e6d6d379-f507-44c2-a23c-238f2a3df928': 'Linux LVM',
  'a19d880f-05fc-4d3b-a006-743f0f84911e': 'Linux RAID',
  'aa31e02a-400f-11db-9590-000c2911d1b8': 'VMware VMFS',
  '9d275380-40ad-11db-bf97-000c2911d1b8': 'VMware Diagnostic',
}

const guid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i

/** `ext4`, `EFI System`; a GUID that nobody knows says no more than that it is a partition. */
export function contentType({ kind, type }: Pick<Content, 'kind' | 'type'>): string {
  if (type === null) return kind
  return guid.test(type) ? (partitionTypes[type.toLowerCase()] ?? kind) : type
}

/** Its label; null where that only repeats the type, as "EFI System Partition" does. */
export function tellingLabel(content: Content): string | null {
  const { label } = content
  return label?.toLowerCase().startsWith(contentType(content).toLowerCase()) ? null : label
}

/** `/dev/sda2: ext4 "data" 500 GB`. */
export function contentText(content: Content): string {
  const { path, size } = content
  const label = tellingLabel(content)
  const quoted = label === null ? [] : [`"${label}"`]
  return `${path}: ${[contentType(content), ...quoted, ...(size === null ? [] : [decimalSize(size)])].join(' ')}`
}
