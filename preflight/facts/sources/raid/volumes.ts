/** Volumes that controllers present as disks: what sysfs says of them, and more where the maker's program is installed. */
import { arcconfArgs, arcconfPrograms, parseArcconf } from '../../../../lib/tools/arcconf.ts'
import { cliLevel } from '../../../../lib/tools/raid-cli.ts'
import type { ControllerVolume } from '../../../../lib/tools/raid-cli.ts'
import { parseSsacli, ssacliArgs, ssacliPrograms } from '../../../../lib/tools/ssacli.ts'
import { parseStorcli, storcliArgs, storcliPrograms } from '../../../../lib/tools/storcli.ts'
import type { SourceContext } from '../../context.ts'
import type { Reader } from '../../reader.ts'
import type { RaidArray } from '../../schema/disks.ts'
import { known } from '../../text.ts'
import { isMissing } from '../disks/health.ts'
import type { Identity } from '../disks/identity.ts'

/** Milliseconds; these programs think for seconds, and one of them waits for a busy controller. */
const cliLimit = 20_000

export async function readVolumes(context: SourceContext, disks: readonly Identity[]): Promise<RaidArray[]> {
  const volumes = disks.filter(({ transport }) => transport === 'raid')
  const [seen, kernel, told] = await Promise.all([
    Promise.all(volumes.map((disk) => seenVolume(context, disk))),
    raidClass(context),
    toldVolumes(context, new Set(disks.map(({ driver }) => driver))),
  ])
  // What knows more of a volume comes first.
  const arrays = [...told.map((volume) => toldArray(volume, told, volumes)), ...kernel, ...seen]
  return arrays.filter(({ name }, index) => arrays.findIndex((array) => array.name === name) === index)
}

/** hpsa and smartpqi give the level; no driver gives the state. */
async function seenVolume(reader: Reader, { name, size }: Identity): Promise<RaidArray> {
  const level = cliLevel(await reader.text(`/sys/block/${name}/device/raid_level`))
  return { name, kind: 'controller', level: level ?? null, size, state: null, members: [], missing: null }
}

/** drivers/scsi/raid_class.c, which mpt3sas fills for its integrated volumes. */
const kernelStates: Record<string, RaidArray['state']> = {
  active: 'optimal',
  degraded: 'degraded',
  resyncing: 'rebuilding',
  offline: 'failed',
}

async function raidClass(reader: Reader): Promise<RaidArray[]> {
  const folder = '/sys/class/raid_devices'
  const arrays = (await reader.list(folder)).map(async (address): Promise<RaidArray | undefined> => {
    const [level, state, names] = await Promise.all([
      reader.text(`${folder}/${address}/level`),
      reader.text(`${folder}/${address}/state`),
      reader.list(`${folder}/${address}/device/block`),
    ])
    const [name] = names
    if (name === undefined) return undefined
    return {
      name,
      kind: 'controller',
      level: cliLevel(level?.replace('-', '')) ?? null,
      size: null,
      state: kernelStates[state ?? ''] ?? null,
      members: [],
      missing: null,
    }
  })
  return (await Promise.all(arrays)).filter((array) => array !== undefined)
}

/** Which program knows the controllers of a driver. */
const programs: readonly {
  readonly name: string
  readonly drivers: readonly string[]
  readonly read: (context: SourceContext) => Promise<ControllerVolume[]>
}[] = [
  {
    name: 'storcli',
    drivers: ['megaraid_sas'],
    read: async (context) => parseStorcli(await firstOf(context, storcliPrograms, storcliArgs)),
  },
  {
    name: 'ssacli',
    drivers: ['hpsa', 'cciss', 'smartpqi'],
    read: async (context) => parseSsacli(await firstOf(context, ssacliPrograms, ssacliArgs)),
  },
  {
    name: 'arcconf',
    drivers: ['aacraid', 'smartpqi'],
    async read(context) {
      const ask = async (number: number) => parseArcconf(await firstOf(context, arcconfPrograms, arcconfArgs(number)))
      const { controllers, volumes } = await ask(1)
      const others = Array.from({ length: Math.max(0, controllers - 1) }, (_, index) => ask(index + 2))
      return [...volumes, ...(await Promise.all(others)).flatMap((answer) => answer.volumes)]
    },
  },
]

async function toldVolumes(
  context: SourceContext,
  drivers: ReadonlySet<string | null>,
): Promise<readonly ControllerVolume[]> {
  const asked = programs.filter((program) => program.drivers.some((driver) => drivers.has(driver)))
  const answers = asked.map(async ({ name, read }) => {
    const answer = read(context).catch((error: unknown) => {
      if (isMissing(error)) return []
      throw error
    })
    return context.source<readonly ControllerVolume[]>(name, () => answer, [], cliLimit)
  })
  return (await Promise.all(answers)).flat()
}

/** The output of the first of these programs that is installed. Some exit other than 0 for a degraded volume. */
async function firstOf({ run }: SourceContext, names: readonly string[], args: string[]): Promise<string> {
  let missing: unknown
  for (const name of names) {
    try {
      return await run(name, args, cliLimit - 1000, { anyExit: true })
    } catch (error) {
      if (!isMissing(error)) throw error
      missing = error
    }
  }
  throw missing
}

function toldArray(volume: ControllerVolume, told: readonly ControllerVolume[], disks: readonly Identity[]): RaidArray {
  // Older versions do not say which disk a volume is; of one and one it is clear.
  const alone = told.length === 1 && disks.length === 1 ? disks[0]?.name : undefined
  const { path, level, size, state, members, missing } = volume
  return {
    name: path?.replace(/^\/dev\//, '') ?? alone ?? known(volume.name) ?? '?',
    kind: 'controller',
    level: level ?? null,
    size,
    state,
    members: members.map((member) => known(member) ?? '?'),
    missing,
  }
}
