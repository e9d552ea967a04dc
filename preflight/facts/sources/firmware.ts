/** The firmware's name and date, how it started Linux, and whether it checked signatures. */
import type { SourceContext } from '../context.ts'
import type { Reader } from '../reader.ts'
import type { FirmwareFacts } from '../schema/system.ts'
import { known } from '../text.ts'

/** The EFI global variables' GUID, UEFI specification 3.3. */
const secureBootVariable = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c'

export const noFirmware: FirmwareFacts = { vendor: null, version: null, date: null, mode: null, secureBoot: null }

export async function readFirmware(context: SourceContext): Promise<FirmwareFacts> {
  const [names, mode] = await Promise.all([
    readNames(context),
    context.source('boot mode', () => readBootMode(context), { mode: null, secureBoot: null }),
  ])
  return { ...names, ...mode }
}

async function readNames({ text }: Reader): Promise<Pick<FirmwareFacts, 'vendor' | 'version' | 'date'>> {
  const [vendor, version, date] = await Promise.all(
    ['bios_vendor', 'bios_version', 'bios_date'].map(async (name) => known(await text(`/sys/class/dmi/id/${name}`))),
  )
  return { vendor: vendor ?? null, version: version ?? null, date: date ?? null }
}

async function readBootMode({ list, bytes }: Reader): Promise<Pick<FirmwareFacts, 'mode' | 'secureBoot'>> {
  if ((await list('/sys/firmware')).length === 0) throw new Error('/sys/firmware is not there')
  if ((await list('/sys/firmware/efi')).length === 0) return { mode: 'bios', secureBoot: null }
  // efivarfs puts four bytes of attributes before the value, which is one byte here.
  const value = (await bytes(secureBootVariable))?.at(4)
  return { mode: 'uefi', secureBoot: value === undefined ? null : value === 1 }
}
