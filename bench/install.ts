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
import { killedInstall } from '../test/__fixtures__/killed-install.ts'
import { openShell, shellPorts } from '../test/__fixtures__/live-shell.ts'
import { labDown, labUp } from '../test/boots.ts'
import { installTimeoutMs, stepSeconds } from '../test/installs.ts'
import type { StepEvent } from '../lib/steps.ts'
import { copyArgs, parseRead } from '../lib/tools/dd.ts'
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

/** Two disks: a mirror. */
const installAnswer = JSON.stringify({
  version: 1,
  identity: { name: 'host01' },
  disks: { system: { count: 2 }, wipe: [{ disks: 'selected', holds: ['anything'] }] },
})

/** MB/s. */
interface Rates {
  /** Of the installer's copy of the image, onto the mirror that it made, through its file system. */
  readonly copy: number
  /** Of dd onto the bare mirror afterwards; median of three. */
  readonly dd: number
}

/** Both in one live system, from its memory, by the same way to the disk (direct, synced at the end). */
async function rates(): Promise<Rates> {
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
    await shell.give('systemctl stop vmp-live && cat >/tmp/answer.json', { input: installAnswer })
    await shell.give('cat /run/vmp/medium/vmp/* >/dev/null', { timeout: 300_000 })
    const said = await killedInstall(shell, { after: 'image', progress: true })
    const image = '/run/vmp/medium/vmp/host.squashfs'
    const mirror = '/dev/md/vmp-install-system'
    const dd: number[] = []
    for (let turn = 0; turn < 3; turn++) {
      const words = await shell.give(`LC_ALL=C dd ${copyArgs(image, mirror).join(' ')} 2>&1`, { timeout: 600_000 })
      const { bytes, seconds } = parseRead(words.split(/[\r\n]/).findLast((line) => line.includes('copied')) ?? '')!
      dd.push(bytes / 1e6 / seconds)
    }
    const sizes = await shell.give(`cd /run/vmp/medium/vmp && stat -c %s vmlinuz initrd host.squashfs`)
    const [kernel = 0, initrd = 0, root = 0] = sizes.trim().split('\n').map(Number)
    const before = kernel + initrd
    return { copy: copyRate(said, before, before + root), dd: dd.toSorted((a, b) => a - b)[1]! }
  } finally {
    await down(name)
  }
}

/**
 * About the one big file: from the last word before it to the first after it. Of the small ones each starts a program, which
 * takes longer, made in software, than their bytes.
 * @param before Bytes of the files that are copied before it.
 * @param until With itself.
 */
function copyRate(lines: string, before: number, until: number): number {
  const progress = lines
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as StepEvent)
    .filter(({ type, step }) => type === 'progress' && step === 'image')
    .map(({ at, done = 0 }) => ({ at: Date.parse(at), done }))
  const first = progress.findLast(({ done }) => done <= before)
  const last = progress.find(({ done }) => done >= until)
  if (first === undefined || last === undefined) throw new Error(`the copy was not followed: ${lines.slice(-2000)}`)
  return (last.done - first.done) / 1000 / (last.at - first.at)
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
  const seconds = await stepSeconds(name)
  await labDown(name)
  const { copy, dd } = await rates()
  said('copy, MB/s', copy)
  said('dd, MB/s', dd)
  const four = said(`${many} machines`, await secondsTo('installed', many))
  const figures: Figure[] = [
    { what: 'plain boot', unit: 's', better: 'lower', ours: plain },
    { what: 'power-on to a verified host', unit: 's', better: 'lower', ours: one },
    { what: 'the same, in plain boots', unit: '×', better: 'lower', ours: one / plain, wanted: mostPlainBoots },
    { what: 'copy of the image', unit: 'MB/s', better: 'higher', ours: copy, peers: { dd }, wanted: leastOfDd * dd },
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
