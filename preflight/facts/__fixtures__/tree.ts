/**
 * Machines as text files: what sysfs, procfs and the tools say, one after another.
 *
 *     ==> /sys/class/dmi/id/sys_vendor        a file with the lines below
 *     ==> /sys/block/sda -> /sys/devices/…    a symbolic link, into the tree
 *     ==> $ ipmitool mc info                  a tool's standard output
 *     ==> /path (hex)                         a file given as hexadecimal
 */
import { mkdtempSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import type { RunTool } from '../reader.ts'

/** Lays the machine `name` out in a folder of its own; tools it does not mention are missing. */
export function plant(name: string): { root: string; run: RunTool } {
  const root = mkdtempSync(join(tmpdir(), `vmp-facts-${name}-`))
  const outputs = new Map<string, string>()
  for (const entry of readFileSync(join(import.meta.dirname, `${name}.txt`), 'utf8')
    .split(/^==> /m)
    .slice(1)) {
    const [head = '', ...lines] = entry.split('\n')
    const content = lines.join('\n')
    const command = /^\$ (.*)$/.exec(head)?.[1]
    if (command === undefined) write(root, head, content)
    else outputs.set(command, content)
  }
  const run: RunTool = async (command, args) => {
    const stdout = outputs.get([command, ...args].join(' '))
    if (stdout === undefined) throw new Error(`${command} is not there`)
    return { stdout }
  }
  return { root, run }
}

function write(root: string, head: string, content: string): void {
  const [path = '', link] = head.split(' -> ')
  const hex = path.endsWith(' (hex)')
  const at = join(root, hex ? path.slice(0, -' (hex)'.length) : path)
  mkdirSync(dirname(at), { recursive: true })
  if (link === undefined) {
    writeFileSync(at, hex ? Buffer.from(content.replaceAll(/\s/g, ''), 'hex') : content)
  } else {
    mkdirSync(join(root, link), { recursive: true })
    symlinkSync(relative(dirname(at), join(root, link)), at)
  }
}
