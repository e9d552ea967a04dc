/**
 * Puts the rendered network in force on a running host, without a restart and without the bridge that VMs hang on going away.
 * Every step may be done again: whoever was interrupted begins anew, in the one direction or the other.
 */
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { run } from '../../../lib/exec.ts'
import { parseLinks } from '../../../lib/tools/ip.ts'
import { reloadArgs } from '../../../lib/tools/networkctl.ts'
import { loadFileArgs } from '../../../lib/tools/nft.ts'
import type { HostDocument } from '../../../installer/configuration/document.ts'
import type { RenderedFile } from '../../../installer/configuration/file.ts'
import { firewallFile, firewallFiles } from '../../../installer/configuration/firewall.ts'
import { managementBridge, networkFiles } from '../../../installer/configuration/network.ts'

export interface Applying {
  readonly run: typeof run
  /** `/`; a test has it elsewhere. */
  readonly root: string
  readonly signal: AbortSignal
}

const timeout = 30_000
const networkFolder = 'etc/systemd/network'
/** What the administrator lays over /etc at each boot counts here, too. */
const localFolder = 'etc/vmp/local.d'
/** Ethernet's own, to which a device goes back whose MTU nobody sets any more. */
const usualMtu = 1500

/** @param from What may be in force, wholly or in part. */
export async function applyNetwork(applying: Applying, from: HostDocument, to: HostDocument): Promise<void> {
  const { run: runTool, root, signal } = applying
  const [before, after] = [networkFiles(from), networkFiles(to)]
  await write(root, [...after, ...firewallFiles(to)])
  for (const path of await stale(root, after)) await rm(path)
  await runTool('nft', loadFileArgs(join(root, firewallFile)), { timeout, signal })
  await change(applying, [...deletions(before, after), ...resets(before, after)])
  await runTool('networkctl', reloadArgs, { timeout, signal })
  // Before, networkd would put them back.
  await change(applying, releases(before, after))
}

async function change({ run: runTool, signal }: Applying, changes: readonly DeviceChange[]): Promise<void> {
  if (changes.length === 0) return
  const { stdout } = await runTool('ip', ['-j', 'link', 'show'], { timeout, signal })
  const there = new Set(parseLinks(stdout).map(({ name }) => name))
  for (const { args } of changes.filter(({ device }) => there.has(device)))
    await runTool('ip', [...args], { timeout, signal })
}

async function write(root: string, files: readonly RenderedFile[]): Promise<void> {
  for (const { path, text, mode = 0o644 } of files) {
    const file = join(root, path)
    await mkdir(dirname(file), { recursive: true })
    const local = join(root, localFolder, path.replace(/^\/etc\//, ''))
    if (existsSync(local)) await cp(local, file)
    else await writeFile(file, text, { mode })
  }
}

/** Ours that no longer belong there. */
async function stale(root: string, files: readonly RenderedFile[]): Promise<string[]> {
  const wanted = new Set(files.map(({ path }) => join(root, path)))
  const there = await readdir(join(root, networkFolder))
  return there
    .filter(
      (name) =>
        /^\d\d-vmp-.*\.(link|netdev|network)$/.test(name) &&
        !existsSync(join(root, localFolder, 'systemd/network', name)),
    )
    .map((name) => join(root, networkFolder, name))
    .filter((path) => !wanted.has(path))
}

interface DeviceChange {
  readonly device: string
  readonly args: readonly string[]
}

/** Nothing, where there is no such file. */
const said = (files: readonly RenderedFile[], path: string): string =>
  files.find((file) => file.path === path)?.text ?? ''

/**
 * Bonds and VLANs that are no more, or are another: networkd makes devices, but changes and removes none. The bridge of the
 * management network is never among them.
 */
export function deletions(before: readonly RenderedFile[], after: readonly RenderedFile[]): DeviceChange[] {
  return before
    .filter(({ path }) => path.endsWith('.netdev'))
    .map((file) => ({ file, device: deviceOf(file.path) }))
    .filter(({ file, device }) => {
      const isSame =
        said(after, file.path) === file.text && parents(before, device).join() === parents(after, device).join()
      return device !== managementBridge && !isSame
    })
    .map(({ device }) => ({ device, args: ['link', 'delete', device] }))
}

const deviceOf = (path: string): string => /\d\d-vmp-(.*)\.\w+$/.exec(path)![1]!

/** What a VLAN lies on. */
const parents = (files: readonly RenderedFile[], vlan: string): string[] =>
  files.filter(({ text }) => text.split('\n').includes(`VLAN=${vlan}`)).map(({ path }) => deviceOf(path))

const set = (device: string, ...words: string[]): DeviceChange => ({ device, args: ['link', 'set', device, ...words] })

/** Devices of whose file nothing like this is said any more. */
const lost = (before: readonly RenderedFile[], after: readonly RenderedFile[], key: RegExp): string[] =>
  before
    .filter(({ path, text }) => path.endsWith('.network') && key.test(text) && !key.test(said(after, path)))
    .map(({ path }) => deviceOf(path))

/** What networkd leaves as it was: an MTU that is no longer said, and the MAC of a bridge that there is. */
export function resets(before: readonly RenderedFile[], after: readonly RenderedFile[]): DeviceChange[] {
  const bridge = before.find(({ path }) => path.endsWith(`-vmp-${managementBridge}.netdev`))!.path
  const mac = macOf(said(after, bridge))
  return [
    ...lost(before, after, /^MTUBytes=/m).map((device) => set(device, 'mtu', String(usualMtu))),
    ...(mac === undefined || mac === macOf(said(before, bridge)) ? [] : [set(managementBridge, 'address', mac)]),
  ]
}

/** Ports that are in a bridge or a bond no more: networkd does not take them out, and a port of another network would stay on ours. */
export function releases(before: readonly RenderedFile[], after: readonly RenderedFile[]): DeviceChange[] {
  return lost(before, after, /^(Bridge|Bond)=/m).map((device) => set(device, 'nomaster'))
}

const macOf = (text: string): string | undefined => /^MACAddress=(.*)$/m.exec(text)?.[1]
