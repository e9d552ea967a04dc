/** How the firmware started Linux, and whether it checked signatures. */
import type { Reader } from '../reader.ts'
import type { FirmwareFacts } from '../schema.ts'

/** The EFI global variables' GUID, UEFI specification 3.3. */
const secureBootVariable = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c'

export type BootModeSource = Pick<FirmwareFacts, 'mode' | 'secureBoot'>

export const noBootMode: BootModeSource = { mode: null, secureBoot: null }

export async function readBootMode({ list, bytes }: Reader): Promise<BootModeSource> {
  if ((await list('/sys/firmware')).length === 0) throw new Error('/sys/firmware is not there')
  if ((await list('/sys/firmware/efi')).length === 0) return { mode: 'bios', secureBoot: null }
  // efivarfs puts four bytes of attributes before the value, which is one byte here.
  const value = (await bytes(secureBootVariable))?.at(4)
  return { mode: 'uefi', secureBoot: value === undefined ? null : value === 1 }
}
