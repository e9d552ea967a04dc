/** storcli and perccli (the same program under Dell's name): MegaRAID controllers. */
import { countAt, listAt, parseOutput, textAt, valueAt } from './json.ts'
import { cliLevel, cliSize } from './raid-cli.ts'
import type { ControllerVolume } from './raid-cli.ts'

/** Where makers' packages put it; some link it into the path. */
export const storcliPrograms = [
  'storcli64',
  'storcli',
  'perccli64',
  'perccli',
  '/opt/MegaRAID/storcli/storcli64',
  '/opt/MegaRAID/perccli/perccli64',
]

export const storcliArgs = ['/call/vall', 'show', 'all', 'J']

/** "VD LIST" of the program's own legend: Optl=Optimal, Pdgd=Partially Degraded, Dgrd=Degraded, OfLn=OffLine, Rec=Recovery. */
const states: Record<string, ControllerVolume['state']> = {
  Optl: 'optimal',
  Pdgd: 'degraded',
  Dgrd: 'degraded',
  Rec: 'rebuilding',
  OfLn: 'failed',
}

/** @throws When the output is not JSON. */
export function parseStorcli(output: string): ControllerVolume[] {
  return listAt(parseOutput(output, 'storcli'), 'Controllers').flatMap((controller) => {
    const data = valueAt(controller, 'Response Data')
    if (typeof data !== 'object' || data === null) return []
    return Object.keys(data).flatMap((key) => volumeOf(key, data))
  })
}

/** The volume behind the key `/c0/v3`; what else the answer says of it stands under keys with its number. */
function volumeOf(key: string, data: object): ControllerVolume[] {
  const number = /^\/c\d+\/v(\d+)$/.exec(key)?.[1]
  const volume = listAt(data, key)[0]
  if (number === undefined || volume === undefined) return []
  const properties = valueAt(data, `VD${number} Properties`)
  const disks = listAt(data, `PDs for VD ${number}`)
  const wanted = (countAt(properties, 'Span Depth') ?? 0) * (countAt(properties, 'Number of Drives Per Span') ?? 0)
  const online = disks.filter((disk) => textAt(disk, 'State') === 'Onln').length
  const blocks = countAt(properties, 'Number of Blocks')
  const state = states[textAt(volume, 'State') ?? ''] ?? null
  const rebuilds = disks.some((disk) => textAt(disk, 'State') === 'Rbld')
  return [
    {
      path: /^\/dev\/\w+$/.exec(textAt(properties, 'OS Drive Name') ?? '')?.[0],
      name: key.slice(1),
      level: cliLevel(textAt(volume, 'TYPE')),
      size: blocks === null ? cliSize(textAt(volume, 'Size')) : blocks * 512,
      state: state === 'degraded' && rebuilds ? 'rebuilding' : state,
      members: disks.map((disk) => textAt(disk, 'EID:Slt') ?? '?'),
      missing: wanted === 0 ? null : Math.max(0, wanted - online),
    },
  ]
}
