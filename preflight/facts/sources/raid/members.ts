/** Disks that Linux sees only through their RAID controller, and their health. */
import { parseSmart, parseSmartScan, smartArgs, smartScanArgs } from '../../../../lib/tools/smartctl.ts'
import type { ScannedDevice, SmartAnswer } from '../../../../lib/tools/smartctl.ts'
import type { SourceContext } from '../../context.ts'
import { patient, pooled } from '../../pool.ts'
import type { RaidDisk } from '../../schema/disks.ts'
import { known } from '../../text.ts'
import { cleanHealth, isMissing, smartLimit } from '../disks/health.ts'
import type { Identity } from '../disks/identity.ts'

/** Controllers answer for all their disks one after another: few at once, and an end within a part's time. */
const pool = { width: 4, budget: 25_000 }

/** Of controllers that smartctl does not list the disks of, these are tried by number until one is not there. */
const counted = new Set(['hpsa', 'cciss', 'smartpqi'])
const mostCounted = 32

export async function readMembers(context: SourceContext, disks: readonly Identity[]): Promise<RaidDisk[]> {
  const volumes = disks.filter(({ transport }) => transport === 'raid')
  if (volumes.length === 0) return []
  const numberedOn = volumes.find(({ driver }) => driver !== null && counted.has(driver))
  const [listed, numbered] = await Promise.all([
    context.source('disks behind controllers', () => listedMembers(context), [], 2 * smartLimit + pool.budget),
    numberedOn === undefined
      ? []
      : context.source('disks behind Smart Array', () => numberedMembers(context, numberedOn), [], 2 * smartLimit),
  ])
  // A disk that is passed through is listed on both sides.
  const seen = new Set(disks.map(({ serial }) => serial).filter((serial) => serial !== null))
  return [...listed, ...numbered].filter(({ serial }) => serial === null || !seen.has(serial))
}

async function listedMembers(context: SourceContext): Promise<RaidDisk[]> {
  const scan = await context
    .run('smartctl', smartScanArgs, smartLimit, { anyExit: true })
    .catch((error: unknown) => (isMissing(error) ? '{}' : Promise.reject(error)))
  const devices = parseSmartScan(scan).filter(({ type }) => type.includes(','))
  const read = (device: ScannedDevice): Promise<RaidDisk> =>
    context.source(
      `health of ${device.type}`,
      async () => {
        const answer = await ask(context, device)
        if (answer.problem !== undefined) throw new Error(answer.problem)
        return member(device, answer)
      },
      unknownMember(device),
      smartLimit,
    )
  return pooled(patient(pool, context.patience), devices, read, unknownMember)
}

/** hpsa(4): `cciss,N` counts the disks of the controller that a volume belongs to. */
async function numberedMembers(context: SourceContext, volume: Identity): Promise<RaidDisk[]> {
  const found: RaidDisk[] = []
  for (let number = 0; number < mostCounted; number++) {
    const device = { path: volume.path, type: `cciss,${number}` }
    const answer = await ask(context, device).catch((error: unknown) =>
      isMissing(error) ? undefined : Promise.reject(error),
    )
    if (answer === undefined || answer.problem !== undefined) break
    found.push(member(device, answer))
  }
  return found
}

const ask = async ({ run }: SourceContext, { path, type }: ScannedDevice): Promise<SmartAnswer> =>
  parseSmart(await run('smartctl', smartArgs(path, type), smartLimit - 1000, { anyExit: true }))

const unknownMember = ({ type }: ScannedDevice): RaidDisk => ({
  name: known(type) ?? '?',
  model: null,
  serial: null,
  size: null,
  health: null,
})

const member = (device: ScannedDevice, { model, serial, size, health }: SmartAnswer): RaidDisk => ({
  ...unknownMember(device),
  model: known(model),
  serial: known(serial),
  size,
  health: health === undefined ? null : cleanHealth(health),
})
