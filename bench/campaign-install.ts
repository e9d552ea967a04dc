/**
 * Power cuts at random moments of whole installations: after each one the disks start nothing or a whole host, and the machine
 * can simply be installed again. `npm run campaign:install -- [--seed N] [--cuts N]` goes on where it was broken off, and
 * writes what it saw into docs/campaigns.md.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { stationPorts } from '../cli/lab-station.ts'
import { power } from '../lab/power.ts'
import { labPaths, readLab } from '../lab/state.ts'
import type { StationClient } from '../lab/station.ts'
import { paths } from '../lib/paths.ts'
import { labDown, labUp } from '../test/boots.ts'
import { nothingStarts, startFrom } from '../test/firmware-start.ts'
import { installTimeoutMs, machineOf, startHost } from '../test/installs.ts'
import { until } from '../test/until.ts'

const document = fileURLToPath(new URL('../docs/campaigns.md', import.meta.url))
const answer = readFileSync(new URL('../templates/lab/answer.yaml', import.meta.url), 'utf8')
/** The others are installed again only until the next cut. */
const toTheEnd = 3
const hostStarts = /slot a/

interface Cut {
  readonly number: number
  readonly firmware: 'bios' | 'uefi'
  /** Seconds from the order to install until the cut; how far it was. */
  readonly after: number
  readonly step: string
  /** What the disks started without a network. */
  readonly disks: 'nothing' | 'host'
  /** Seconds from the power after that until it was being installed again; null when the host started. */
  readonly again: number | null
  /** Seconds from the same moment until the host on the disk said that it is well; null when that was not waited for. */
  readonly well: number | null
}

/** Mulberry32: small, and the same everywhere. @returns numbers from 0 to below 1 */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Approves the machine when it is checked, as a person does, and waits until it is being installed. */
async function order(client: StationClient): Promise<void> {
  const seen = async () => (await client.machines())[0]
  const id = await until('checked and fit', 600, async () => {
    const machine = await seen()
    return machine?.verdict === 'fit' ? machine.id : undefined
  })
  await client.approve(id)
  await until('being installed', 300, async () => ((await seen())?.state === 'installing' ? true : undefined))
}

async function whatStarts(lab: string, firmware: 'bios' | 'uefi'): Promise<Cut['disks']> {
  const { guest } = (await readLab(lab))!.servers[0]!
  const files = guest.disks.map(({ file }) => file)
  const either = new RegExp(`${hostStarts.source}|${nothingStarts[firmware].source}`)
  const said = await startFrom(files, firmware, either)
  return hostStarts.test(said) ? 'host' : 'nothing'
}

/** As a person does who finds the machine failed: lets it be checked, and approves it again. */
async function beginAgain(lab: string, client: StationClient): Promise<void> {
  const poweredAt = Date.now()
  await power(lab, '1', 'on')
  // Until its live system is up the station has the verdict of the boot before.
  await until('the live system', 600, async () => {
    const { live } = await machineOf(lab)
    return live !== null && Date.parse(live.startedAt) > poweredAt ? true : undefined
  })
  await order(client)
}

/** Servers of one firmware, one after another, each cut until it is a host. */
async function lane(firmware: 'bios' | 'uefi', next: () => number | undefined): Promise<void> {
  const lab = `campaign-${firmware}`
  let number = next()
  while (number !== undefined) {
    await labDown(lab)
    await labUp(lab, { firmware, medium: 'pxe', dhcp: 'full' }, [
      '--until',
      'checked',
      '--cpus',
      '1',
      '--timeout',
      '1200s',
    ])
    const client = stationPorts('en').connect(labPaths(lab).stationSocket)
    await client.putAnswer(answer)
    await order(client)
    let host = false
    while (!host && number !== undefined) {
      const cut = await cutOnce(lab, number, firmware, client)
      keep(cut)
      host = cut.well !== null
      number = next()
    }
    await labDown(lab)
  }
}

async function cutOnce(lab: string, number: number, firmware: Cut['firmware'], client: StationClient): Promise<Cut> {
  const after = Math.round(random(seed * 1000 + number)() * span)
  await delay(after * 1000)
  await power(lab, '1', 'off')
  const { installation, state } = await machineOf(lab)
  const step = state === 'installed' ? 'installed' : (installation?.progress?.step ?? installation?.phase ?? '-')
  const disks = await whatStarts(lab, firmware)
  const cut = { number, firmware, after, step, disks }
  const since = performance.now()
  const seconds = (): number => Math.round((performance.now() - since) / 1000)
  if (disks === 'host') {
    await startHost(lab, 'on')
    return { ...cut, again: null, well: seconds() }
  }
  await beginAgain(lab, client)
  const again = seconds()
  if (number % toTheEnd !== 0) return { ...cut, again, well: null }
  await until('installed', installTimeoutMs / 1000, async () => {
    const { state, host } = await machineOf(lab)
    return state === 'installed' && host?.verified ? true : undefined
  })
  return { ...cut, again, well: seconds() }
}

function table(seed: number, cuts: readonly Cut[]): string {
  const lines = cuts
    .toSorted((a, b) => a.number - b.number)
    .map(
      ({ number, firmware, after, step, disks, again, well }) =>
        `| ${number} | ${firmware} | ${after} | ${step} | ${disks} | ${again ?? ''} | ${well ?? ''} |`,
    )
  return [
    '# Campaigns',
    '',
    '## Power cuts in installations',
    '`npm run campaign:install` installs rehearsal servers by PXE and pulls the plug at a random moment after the order to install.',
    'Then a server of nothing but its disks is started, to see whether they start anything. Then the server itself is: where a host was',
    'on its disks, until that has verified itself; where not, until it is being installed again, which is cut again, or, after every',
    `third cut, waited for to its end. Seed ${seed}, ${cuts.length} cuts, times of processors made in software.`,
    '',
    '| cut | firmware | s after the order | in | disks started | s to the next installation | s to a verified host |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n')
}

const { values } = parseArgs({
  options: { seed: { type: 'string' }, cuts: { type: 'string' }, span: { type: 'string' } },
})
const seed = Number(values.seed ?? 1)
const wanted = Number(values.cuts ?? 20)
/** Seconds that an installation takes here, about: cuts fall into them. */
const span = Number(values.span ?? 420)
const kept = paths.state(`campaign-install-${seed}.jsonl`)
mkdirSync(dirname(kept), { recursive: true })
const done = existsSync(kept)
  ? readFileSync(kept, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Cut)
  : []

function keep(cut: Cut): void {
  done.push(cut)
  appendFileSync(kept, `${JSON.stringify(cut)}\n`)
  process.stderr.write(`${JSON.stringify(cut)}\n`)
  writeFileSync(document, table(seed, done))
}

const left = Array.from({ length: wanted }, (_, index) => index + 1).filter(
  (number) => !done.some((cut) => cut.number === number),
)
await Promise.all([lane('bios', () => left.shift()), lane('uefi', () => left.shift())])
