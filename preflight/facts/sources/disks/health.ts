/** What a disk says of its own health. */
import { isVmpError } from '../../../../lib/errors.ts'
import { parseSmart, smartArgs } from '../../../../lib/tools/smartctl.ts'
import type { SourceContext } from '../../context.ts'
import type { DiskHealth } from '../../schema/disks.ts'
import { known } from '../../text.ts'
import type { Identity } from './identity.ts'

/** Milliseconds; a healthy disk takes half a second, one behind a bad USB bridge as long as it is let. */
export const smartLimit = 12_000

/** Nothing of the kind behind them: asking would only cost time. */
const withoutHealth: ReadonlySet<Identity['transport']> = new Set(['virtio', 'mmc'])
/** A USB bridge or a volume may hide the disk from smartctl: no health, but nothing is wrong. */
const mayHide: ReadonlySet<Identity['transport']> = new Set(['usb', 'raid', 'iscsi', 'fc', null])

export async function readHealth({ run }: SourceContext, disk: Identity): Promise<DiskHealth | null> {
  if (withoutHealth.has(disk.transport)) return null
  const output = await run('smartctl', smartArgs(disk.path), smartLimit - 1000, { anyExit: true })
  const { health, problem } = parseSmart(output)
  if (problem !== undefined && !mayHide.has(disk.transport)) throw new Error(problem)
  return health === undefined ? null : cleanHealth(health)
}

/** Names of attributes come from the disk's maker by way of smartctl's database. */
export const cleanHealth = (health: DiskHealth): DiskHealth => ({
  ...health,
  warnings: health.warnings.map((name) => known(name)).filter((name) => name !== null),
})

/** The name of the program when it is not installed. */
export const missingProgram = (error: unknown): string | undefined =>
  isVmpError(error) && error.code === 'command.missing' ? String(error.params['command']) : undefined

export const isMissing = (error: unknown): boolean => missingProgram(error) !== undefined
