/** What can be asked of any machine that runs VMP, whatever it is: only what reads, and nothing that shows a secret by intent. */
import type { run } from '../exec.ts'
import { bootEntriesArgs } from '../tools/efibootmgr.ts'
import { filePart, programPart } from './part.ts'
import type { Part } from './part.ts'

const programs: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['storage/lsblk.txt', 'lsblk', '--output', 'NAME,SIZE,TYPE,FSTYPE,LABEL,PARTLABEL,UUID,MOUNTPOINTS,MODEL,SERIAL'],
  ['storage/arrays.txt', 'mdadm', '--examine', '--scan', '--verbose'],
  ['storage/device-mapper.txt', 'dmsetup', 'ls', '--tree'],
  ['storage/physical-volumes.txt', 'pvs', '--all', '--units', 'b'],
  ['storage/volume-groups.txt', 'vgs', '--units', 'b', '--options', '+vg_uuid'],
  ['storage/volumes.txt', 'lvs', '--all', '--units', 'b', '--options', '+devices'],
  ['storage/file-systems.txt', 'df', '--print-type', '--local'],
  ['boot/firmware-entries.txt', 'efibootmgr', ...bootEntriesArgs],
  ['network/addresses.txt', 'ip', '-brief', 'address'],
  ['network/links.txt', 'ip', '-details', '-statistics', 'link'],
  ['network/routes.txt', 'ip', 'route', 'show', 'table', 'all'],
  ['network/neighbours.txt', 'ip', 'neighbour'],
  ['network/networkd.txt', 'networkctl', 'list', '--no-pager'],
  ['network/names.txt', 'resolvectl', 'status', '--no-pager'],
  ['network/firewall.txt', 'nft', 'list', 'ruleset'],
  ['network/sockets.txt', 'ss', '--listening', '--numeric', '--tcp', '--udp'],
  ['network/switches.txt', 'lldpcli', 'show', 'neighbors'],
  ['time/clocks.txt', 'timedatectl', 'status'],
  ['time/tracking.txt', 'chronyc', '-n', 'tracking'],
  ['time/sources.txt', 'chronyc', '-n', 'sources'],
  ['system/units-failed.txt', 'systemctl', 'list-units', '--state=failed', '--all', '--no-pager'],
  ['system/jobs.txt', 'systemctl', 'list-jobs', '--no-pager'],
  // Without their arguments, which may hold what is nobody's business.
  ['system/processes.txt', 'ps', '-e', '-o', 'pid,ppid,stat,etimes,rss,comm'],
  ['logs/kernel.txt', 'dmesg', '--time-format', 'iso'],
]

const files: readonly (readonly [name: string, path: string])[] = [
  ['boot/command-line.txt', '/proc/cmdline'],
  ['storage/mdstat.txt', '/proc/mdstat'],
  ['storage/partitions.txt', '/proc/partitions'],
  ['storage/mounts.txt', '/proc/self/mountinfo'],
  ['system/memory.txt', '/proc/meminfo'],
  ['system/kernel.txt', '/proc/version'],
  ['system/release.txt', '/etc/os-release'],
  ['system/load.txt', '/proc/loadavg'],
]

export interface JournalLines {
  readonly thisBoot: number
  /** Warnings and worse; 0: nothing of it. */
  readonly bootBefore: number
}

export function machineParts(runTool: typeof run, { thisBoot, bootBefore }: JournalLines): Part[] {
  const journal = (name: string, ...args: string[]): Part =>
    programPart(runTool, name, 'journalctl', [...args, '--no-pager', '--output', 'short-iso-precise'])
  return [
    ...files.map(([name, path]) => filePart(name, path)),
    ...programs.map(([name, command, ...args]) => programPart(runTool, name, command, args)),
    journal('logs/journal.txt', '--boot', '--lines', String(thisBoot)),
    ...(bootBefore === 0
      ? []
      : [journal('logs/journal-before.txt', '--boot=-1', '--priority', 'warning', '--lines', String(bootBefore))]),
  ]
}
