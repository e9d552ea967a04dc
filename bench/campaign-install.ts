/**
 * Power cuts at random moments of whole installations: after each one the disks start nothing or a whole host, and the machine
 * can simply be installed again. `npm run campaign:install -- [--seed N] [--cuts N]` goes on where it was broken off, and
 * writes what it saw into docs/campaigns.md.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { stationPorts } from '../cli/lab-station.ts'
import { power } from '../lab/power.ts'
import { labPaths, readLab, writeLab } from '../lab/state.ts'
import type { SeenMachine, StationClient } from '../lab/station.ts'
import { paths } from '../lib/paths.ts'
import { labDown, labUp } from '../test/boots.ts'
import { installTimeoutMs, machineOf, startHost } from '../test/installs.ts'

const lab = 'campaign'
const document = fileURLToPath(new URL('../docs/campaigns.md', import.meta.url))
/** Seconds without a network in which a disk that starts says so on the serial line; firmware tries the network first. */
const startsWithin = 150

interface Cut {
  readonly number: number
  readonly firmware: 'bios' | 'uefi'
  /** Seconds from the order to install until the cut; how far it was. */
  readonly after: number
  readonly step: string
  /** What the disks started without a network. */
  readonly disks: 'nothing' | 'host'
  /** Seconds from the power after that until the host on the disk said that it is well, installed again where it had to be. */
  readonly well: number
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

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** @throws Error when it does not come true in time. */
async function until<Value>(what: string, seconds: number, look: () => Promise<Value | undefined>): Promise<Value> {
  const deadline = performance.now() + seconds * 1000
  while (performance.now() < deadline) {
    // A station that is busy is asked again.
    const value = await look().catch(() => undefined)
    if (value !== undefined) return value
    await pause(500)
  }
  throw new Error(`${what} within ${seconds} s`)
}

async function seen(client: StationClient): Promise<SeenMachine | undefined> {
  return (await client.machines())[0]
}

/** Approves the machine when it is checked. */
async function order(client: StationClient): Promise<void> {
  const id = await until('checked', 600, async () => {
    const machine = await seen(client)
    return machine?.verdict === 'fit' ? machine.id : undefined
  })
  await client.approve(id)
}

async function cable(up: boolean): Promise<void> {
  const record = (await readLab(lab))!
  for (const { guest } of record.servers) for (const nic of guest.nics) nic.link = up
  await writeLab(record)
}

/** Whether the disks start something when there is no network. */
async function disksStart(): Promise<boolean> {
  const { serialLog } = labPaths(lab, `${lab}-1`)
  const before = await sizeOf(serialLog)
  await cable(false)
  await power(lab, '1', 'on')
  try {
    return await until('a start from disk', startsWithin, async () =>
      /VMP: |GRUB|Linux version/.test(await textFrom(serialLog, before)) ? true : undefined,
    )
  } catch {
    return false
  } finally {
    await power(lab, '1', 'off')
    await cable(true)
  }
}

const sizeOf = async (file: string): Promise<number> => (await textFrom(file, 0)).length
async function textFrom(file: string, from: number): Promise<string> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const { buffer } = await handle.read(Buffer.alloc(Math.max(0, size - from)), 0, Math.max(0, size - from), from)
    return buffer.toString('latin1')
  } finally {
    await handle.close()
  }
}

async function cutOnce(number: number, span: number, next: () => number): Promise<Cut> {
  const firmware = number % 2 === 0 ? 'bios' : 'uefi'
  const after = Math.round(next() * span)
  await labUp(lab, { firmware, medium: 'pxe', dhcp: 'full' }, ['--until', 'checked'])
  const client = stationPorts('en').connect(labPaths(lab).stationSocket)
  await client.putAnswer(readFileSync(new URL('../templates/lab/answer.yaml', import.meta.url), 'utf8'))
  await order(client)
  await pause(after * 1000)
  await power(lab, '1', 'off')
  const { installation, state } = await machineOf(lab)
  const step = state === 'installed' ? 'installed' : (installation?.progress?.step ?? installation?.phase ?? '-')
  const host = await disksStart()
  const well = host ? await startHost(lab, 'on') : await installAgain(client)
  await labDown(lab)
  return { number, firmware, after, step, disks: host ? 'host' : 'nothing', well }
}

/** As a person does who finds the machine failed: lets it be checked, and approves it again. */
async function installAgain(client: StationClient): Promise<number> {
  const since = performance.now()
  const poweredAt = new Date()
  await power(lab, '1', 'on')
  // Until its live system is up the station has the verdict of the boot before.
  await until('the live system', 600, async () => {
    const { live } = await machineOf(lab)
    return live !== null && Date.parse(live.startedAt) > poweredAt.getTime() ? true : undefined
  })
  const { state } = await machineOf(lab)
  if (state !== 'approved') await order(client)
  await until('installed', installTimeoutMs / 1000, async () => {
    const { state, host } = await machineOf(lab)
    return state === 'installed' && host?.verified ? true : undefined
  })
  return Math.round((performance.now() - since) / 1000)
}

function table(seed: number, cuts: readonly Cut[]): string {
  const lines = cuts.map(
    ({ number, firmware, after, step, disks, well }) =>
      `| ${number} | ${firmware} | ${after} | ${step} | ${disks} | ${well} |`,
  )
  return [
    '# Campaigns',
    '',
    '## Power cuts in installations',
    '`npm run campaign:install` installs rehearsal servers by PXE, two disks each, and pulls the plug at a random moment after the',
    'order to install. Then the server starts without a network, to see whether its disks start anything; then with one, until the host on',
    `its disk has verified itself, installed again where the first installation was lost. Seed ${seed}, ${cuts.length} cuts.`,
    '',
    '| cut | firmware | s after the order | in | disks started | s to a verified host |',
    '| --- | --- | --- | --- | --- | --- |',
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
for (let number = done.length + 1; number <= wanted; number++) {
  await labDown(lab)
  const cut = await cutOnce(number, span, random(seed * 1000 + number))
  done.push(cut)
  appendFileSync(kept, `${JSON.stringify(cut)}\n`)
  process.stderr.write(`${JSON.stringify(cut)}\n`)
  writeFileSync(document, table(seed, done))
}
