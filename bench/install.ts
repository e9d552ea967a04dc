/**
 * How long an installation takes: from power-on to a host that booted from its disk and verified itself, by step, beside a
 * plain boot of the same image on the same machine; the copy of the image beside dd to the same disk; four machines at once
 * beside one.
 *
 * The answer switches the server off when it is written, and the lab switches it on: QEMU 7.2 keeps what it translated over
 * a reset of its processor, and whatever writes where code was before is two to eight times as slow from then on. A server
 * has no such memory.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reportFailure } from '../cli/failure.ts'
import { down } from '../lab/down.ts'
import { table } from '../cli/terminal/table.ts'
import { up } from '../lab/up.ts'
import { parseRequest } from '../lab/options.ts'
import { openShell, shellPorts } from '../test/__fixtures__/live-shell.ts'
import { labDown, labUp } from '../test/boots.ts'
import { installTimeoutMs, stepEvents } from '../test/installs.ts'
import { figureTable, meets } from './figures.ts'
import type { Figure } from './figures.ts'

const name = 'benchinstall'
const scratch = mkdtempSync(join(tmpdir(), 'vmp-bench-'))
const answer = join(scratch, 'answer.yaml')
const boot = { firmware: 'uefi', medium: 'pxe', dhcp: 'full' } as const
const timeout = ['--timeout', `${installTimeoutMs / 1000}s`]
/** Of everything that the issue promises. */
const mostPlainBoots = 3
const leastOfDd = 0.8
const many = 4

async function secondsTo(until: 'discovered' | 'installed', servers: number): Promise<number> {
  const given = until === 'installed' ? ['--answer', answer] : []
  const options = ['--until', until, '--servers', String(servers), ...given, ...timeout]
  const { servers: ended } = await labUp(name, boot, options)
  return Math.max(...ended.map(({ seconds }) => seconds ?? Number.NaN))
}

/** MB/s of the image's copy, by what the installer says of it; the first machine. */
async function copyRate(): Promise<{ seconds: Record<string, number>; rate: number }> {
  const { seconds, bytes } = await stepEvents(name)
  return { seconds, rate: (bytes['image'] ?? Number.NaN) / 1e6 / (seconds['image'] ?? Number.NaN) }
}

/** MB/s that dd writes to such a disk, in the same live system from the same memory: median of three. */
async function ddRate(): Promise<number> {
  const request = parseRequest({
    name,
    servers: '1',
    firmware: 'uefi',
    medium: 'iso',
    dhcp: 'full',
    memory: '4G',
    disks: '64G,64G',
    nic: 'virtio',
    until: 'discovered',
    timeout: '15m',
  })
  await up(request, shellPorts())
  try {
    const shell = await openShell(name)
    const rates: number[] = []
    for (let turn = 0; turn < 3; turn++) {
      const file = '/dev/shm/bench'
      await shell.give(`dd if=/run/vmp/medium/vmp/host.squashfs of=${file} bs=1M count=384`, { timeout: 300_000 })
      const said = await shell.give(`LC_ALL=C dd if=${file} of=/dev/sda bs=1M conv=fsync oflag=direct 2>&1`, {
        timeout: 600_000,
      })
      const [, bytes = '', seconds = ''] = /^(\d+) bytes .* copied, ([\d.]+) s/m.exec(said) ?? []
      rates.push(Number(bytes) / 1e6 / Number(seconds))
    }
    return rates.toSorted((a, b) => a - b)[1]!
  } finally {
    await down(name)
  }
}

/** A long run shows what it has. */
function said(what: string, value: number): number {
  process.stderr.write(`${what}: ${value.toFixed(1)}\n`)
  return value
}

try {
  const usual = readFileSync(new URL('../templates/lab/answer.yaml', import.meta.url), 'utf8')
  writeFileSync(answer, `${usual}after:\n  finish: poweroff\n`)
  const plain = said('plain boot', await secondsTo('discovered', 1))
  await labDown(name)
  const one = said('one machine', await secondsTo('installed', 1))
  const { seconds, rate } = await copyRate()
  await labDown(name)
  const dd = said('dd, MB/s', await ddRate())
  const four = said(`${many} machines`, await secondsTo('installed', many))
  const figures: Figure[] = [
    { what: 'plain boot', unit: 's', better: 'lower', ours: plain },
    { what: 'power-on to a verified host', unit: 's', better: 'lower', ours: one },
    { what: 'the same, in plain boots', unit: '×', better: 'lower', ours: one / plain, wanted: mostPlainBoots },
    { what: 'copy of the image', unit: 'MB/s', better: 'higher', ours: rate, peers: { dd }, wanted: leastOfDd * dd },
    { what: `${many} machines at once`, unit: 's', better: 'lower', ours: four, peers: { 'one machine': one } },
  ]
  process.stdout.write(figureTable(figures, process.stdout.columns))
  const rows = Object.entries(seconds).map(([step, each]) => [step, each.toFixed(1)])
  process.stdout.write(table([{ title: 'STEP' }, { title: 'SECONDS', align: 'right' }], rows))
  if (!figures.every(meets)) process.exitCode = 1
} catch (error) {
  process.exitCode = reportFailure(error, 'en', false)
} finally {
  await labDown(name)
  rmSync(scratch, { recursive: true })
}
