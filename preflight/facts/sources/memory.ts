/** Memory that Linux may use; what is installed comes from SMBIOS (smbios.ts). */
import type { Reader } from '../reader.ts'

/** Bytes of MemTotal. */
export async function readUsableMemory({ text }: Reader): Promise<number> {
  const match = /^MemTotal:\s+(\d+) kB$/m.exec((await text('/proc/meminfo')) ?? '')
  if (match === null) throw new Error('/proc/meminfo has no MemTotal')
  return Number(match[1]) * 1024
}
