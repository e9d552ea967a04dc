import { fileURLToPath } from 'node:url'
import { stationPorts } from '../cli/lab-station.ts'
import { allLabs } from '../lab/down.ts'
import { endProcess } from '../lab/process.ts'
import { readLab, writeLab } from '../lab/state.ts'
import { startStation } from '../lab/station.ts'
import type { LabUp } from '../lab/up.ts'
import { run } from '../lib/exec.ts'

export const vmp = fileURLToPath(new URL('../bin/vmp', import.meta.url))

/** One way that a server can boot; the rest is as `vmp lab up` has it. */
export interface Boot {
  readonly firmware: 'bios' | 'uefi' | 'uefi-secure' | 'uefi-http'
  readonly medium: 'pxe' | 'iso' | 'usb'
  readonly dhcp: 'full' | 'proxy'
}

const firmwares = ['bios', 'uefi', 'uefi-secure', 'uefi-http'] as const

/** Every chain that must reach the station. */
export const everyBoot: readonly Boot[] = [
  ...firmwares.flatMap((firmware) => [
    { firmware, medium: 'pxe', dhcp: 'full' } as const,
    { firmware, medium: 'pxe', dhcp: 'proxy' } as const,
  ]),
  { firmware: 'bios', medium: 'iso', dhcp: 'full' },
  { firmware: 'uefi', medium: 'iso', dhcp: 'full' },
  { firmware: 'uefi-secure', medium: 'iso', dhcp: 'full' },
  { firmware: 'bios', medium: 'usb', dhcp: 'full' },
]

export const titleOf = ({ firmware, medium, dhcp }: Boot): string => `${firmware} ${medium} ${dhcp}`

/** Milliseconds that `vmp lab up` waits; a boot takes one to two minutes where processors are made in software. */
export const bootTimeoutMs = 600_000

/** Milliseconds for the command: the time that it was given last, and a while for all around that. */
function labUpLimit(words: readonly string[]): number {
  return Number.parseInt(words[words.lastIndexOf('--timeout') + 1] ?? '', 10) * 1000 + 240_000
}

/** Runs `vmp lab up` as a person would, and returns what it printed. What it said beside that is in the error. */
export async function labUp(name: string, boot: Boot, options: readonly string[] = []): Promise<LabUp> {
  const args = ['lab', 'up', '--name', name, '--json']
  const chosen = ['--firmware', boot.firmware, '--medium', boot.medium, '--dhcp', boot.dhcp]
  const words = [...args, ...chosen, '--timeout', `${bootTimeoutMs / 1000}s`, ...options]
  const { stdout, stderr } = await run(vmp, words, { timeout: labUpLimit(words), anyExit: true })
  const answer = JSON.parse(stdout) as LabUp | { error: unknown }
  if ('error' in answer) throw new Error(`vmp lab up: ${JSON.stringify(answer.error)}\n${stderr.slice(-4000)}`)
  return answer
}

/** Takes the lab down, if there is anything of it. */
export async function labDown(name: string): Promise<void> {
  if ((await allLabs()).includes(name)) await run(vmp, ['lab', 'down', '--name', name], { timeout: 60_000 })
}

/**
 * As `kill -9` and a restart of the service would: the lab's station ends at once, and another takes its place.
 * @param between What happens while there is none.
 */
export async function restartStation(name: string, between?: () => Promise<void>): Promise<void> {
  const lab = await readLab(name)
  if (!lab?.station) throw new Error(`the lab ${name} has no station`)
  await endProcess(lab.station, 0)
  await between?.()
  const station = await startStation(lab, { ...stationPorts('en'), vmp: [vmp] })
  await writeLab({ ...(await readLab(name))!, station })
}
