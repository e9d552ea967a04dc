/**
 * Machines as text files: what sysfs, procfs and the tools say, one after another.
 *
 *     ==> /sys/class/dmi/id/sys_vendor        a file with the lines below
 *     ==> /sys/block/sda -> /sys/devices/…    a symbolic link, into the tree
 *     ==> $ ipmitool mc info                  a tool's standard output
 *     ==> /path (hex)                         a file given as hexadecimal
 *     ==> /dev/cpu/0/msr @3a (hex)            a piece of a file, at a place given as hexadecimal
 *     ==> /sys/…/cpu[0-95]/power/bias         the same file ninety-six times
 *     ==> /proc/cpuinfo (repeated)            blocks of lines; each after the first says only what is different in it
 */
import {
  existsSync,
  closeSync,
  mkdtempSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { onTestFinished } from 'vitest'
import { VmpError } from '../../../lib/errors.ts'
import { markerOffset, markerSize } from '../../../lib/marker.ts'
import { readArgs } from '../../../lib/tools/dd.ts'
import { sourceContext } from '../context.ts'
import type { ClockSample, Noted, SourceContext } from '../context.ts'
import { readerOf } from '../reader.ts'
import type { RunTool } from '../reader.ts'

/** In memory where there is such a place: a machine is thousands of small files, and a test plants several. */
const quickest = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** Lays the machine `name` out in a folder of its own; tools it does not mention are missing. */
export function plant(name: string): { root: string; run: RunTool } {
  return plantText(name, readFileSync(join(import.meta.dirname, `${name}.txt`), 'utf8'))
}

/** As `plant`, for a machine, or a piece of one, that stands in the test itself. */
export function plantText(name: string, text: string): { root: string; run: RunTool } {
  const root = mkdtempSync(join(quickest, `vmp-facts-${name}-`))
  const outputs = new Map<string, string>()
  for (const entry of text.split(/^==> /m).slice(1)) {
    const [head = '', ...lines] = entry.split('\n')
    const content = lines.join('\n')
    const command = /^\$ (.*)$/.exec(head)?.[1]
    if (command === undefined) for (const each of numbered(head)) write(root, each, content)
    else outputs.set(command, content)
  }
  const run: RunTool = async (command, args) => {
    const stdout = outputs.get([command, ...args].join(' ')) ?? (isMarkerRead(command, args) ? '' : undefined)
    if (stdout === undefined) throw new VmpError('command.missing', { command })
    return { stdout }
  }
  return { root, run }
}

/** A disk carries no marker unless the text gives it one. */
const isMarkerRead = (command: string, args: readonly string[]): boolean =>
  command === 'dd' && args.slice(1).join(' ') === readArgs('', markerOffset, markerSize).slice(1).join(' ')

function write(root: string, head: string, content: string): void {
  const [path = '', link] = head.split(' -> ')
  const [, name = '', place, hex, repeated] = /^(\S*?)(?: @([0-9a-f]+))?( \(hex\))?( \(repeated\))?$/.exec(path) ?? []
  const at = join(root, name)
  mkdirSync(dirname(at), { recursive: true })
  if (link === undefined) {
    const text = repeated ? completed(content) : content
    const bytes = hex ? Buffer.from(text.replaceAll(/\s/g, ''), 'hex') : Buffer.from(text)
    if (place === undefined) writeFileSync(at, bytes)
    else writeAt(at, bytes, Number.parseInt(place, 16))
  } else {
    mkdirSync(join(root, link), { recursive: true })
    symlinkSync(relative(dirname(at), join(root, link)), at)
  }
}

/** `cpu[0-3]` stands for `cpu0` to `cpu3`. */
function numbered(head: string): string[] {
  const [whole, first, last] = /\[(\d+)-(\d+)\]/.exec(head) ?? []
  if (whole === undefined) return [head]
  const count = Number(last) - Number(first) + 1
  return Array.from({ length: count }, (_, index) => head.replace(whole, String(Number(first) + index)))
}

/** Gives every block the lines of the first that it does not have itself; a line's name stands before its colon. */
function completed(content: string): string {
  const blocks = content.split(/\n\n+/).map((block) => block.split('\n').filter((line) => line !== ''))
  const name = (line: string): string => line.split(':', 1)[0]?.trim() ?? ''
  const first = blocks[0] ?? []
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => {
      const own = new Map(lines.map((line) => [name(line), line]))
      return `${first.map((line) => own.get(name(line)) ?? line).join('\n')}\n\n`
    })
    .join('')
}

/** The file is sparse: what lies before takes no room. */
function writeAt(path: string, bytes: Buffer, position: number): void {
  const file = openSync(path, 'a')
  closeSync(file)
  const handle = openSync(path, 'r+')
  writeSync(handle, bytes, 0, bytes.length, position)
  closeSync(handle)
}

/** A source's context on such a machine, with what it noted; the tree goes when the test ends. */
export function contextOn(
  text: string,
  { clock, patience = 1 }: { clock?: ClockSample; patience?: number } = {},
): { context: SourceContext; noted: Noted } {
  const { root, run } = plantText('piece', text)
  onTestFinished(() => rmSync(root, { recursive: true }))
  const noted: Noted = { unread: [], times: [] }
  const sample = clock ?? { rtc: null, system: '2026-01-01T00:00:00Z', reference: null, ahead: null }
  const options = { bootMac: undefined, clock: async () => sample, now: () => new Date(0), elapsed: () => 0, patience }
  return { context: sourceContext(readerOf(root, run, new AbortController().signal), options, noted), noted }
}
