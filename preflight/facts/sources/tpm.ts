/** The trusted platform module, from the kernel; where it drives none, whether SMBIOS names one. */
import type { SourceContext } from '../context.ts'
import type { TpmFacts } from '../schema/system.ts'

const tpmDevice = 43

export const noTpm: TpmFacts = { present: false, version: null }

export async function readTpm({ list, text, smbios }: SourceContext): Promise<TpmFacts> {
  const [name] = await list('/sys/class/tpm')
  if (name !== undefined) {
    const major = await text(`/sys/class/tpm/${name}/tpm_version_major`)
    return { present: true, version: major === '2' ? '2.0' : major === '1' ? '1.2' : null }
  }
  const described = (await smbios()).find(({ type }) => type === tpmDevice)
  const version = described?.fields.get('Specification Version')
  return { present: described !== undefined, version: version === '2.0' || version === '1.2' ? version : null }
}
