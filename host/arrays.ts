/** The host's own arrays as the kernel sees them now. */
import type { HostDocument } from '../installer/configuration/document.ts'
import type { Reader } from '../preflight/facts/reader.ts'
import type { HostReport } from '../pxe/contract/install.ts'

export type ArrayHealth = HostReport['arrays'][number]

const block = '/sys/block'
/** mdadm and the kernel write the same bytes with other signs between them. */
const digits = (uuid: string): string => uuid.toLowerCase().replaceAll(/[^0-9a-f]/g, '')

/** In the order of the host document; one that is not running has failed. */
export async function readArrays({ list, text }: Reader, { storage }: HostDocument): Promise<ArrayHealth[]> {
  const running = new Map<string, string>()
  for (const device of (await list(block)).filter((name) => name.startsWith('md'))) {
    const uuid = await text(`${block}/${device}/md/uuid`)
    if (uuid !== undefined) running.set(digits(uuid), `${block}/${device}/md`)
  }
  return Promise.all(
    storage.arrays.map(async ({ name, uuid }) => {
      const folder = running.get(digits(uuid))
      return { name, state: folder === undefined ? 'failed' : stateOf(await attributes(text, folder)) }
    }),
  )
}

interface Attributes {
  readonly state: string
  readonly degraded: number
  readonly action: string
}

async function attributes(text: Reader['text'], folder: string): Promise<Attributes> {
  const [state, degraded, action] = await Promise.all(
    ['array_state', 'degraded', 'sync_action'].map((name) => text(`${folder}/${name}`)),
  )
  return { state: state ?? 'clear', degraded: Number(degraded ?? 0), action: action ?? 'idle' }
}

/** Documentation/admin-guide/md.rst. While members are made equal, be it for the first time, one of them cannot be lost safely. */
function stateOf({ state, degraded, action }: Attributes): ArrayHealth['state'] {
  if (['clear', 'inactive', 'suspended', 'broken'].includes(state)) return 'failed'
  if (action === 'recover' || action === 'resync' || action === 'reshape') return 'rebuilding'
  return degraded > 0 ? 'degraded' : 'optimal'
}
