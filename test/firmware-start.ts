/** What firmware makes of disks when they are all that a server has: nothing on them is changed. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { uefiFiles } from '../lab/requirements.ts'
import { start } from '../lib/exec.ts'
import { until } from './until.ts'

/** Milliseconds until firmware made in software has been through its boot entries. */
export const firmwareMs = 90_000

/** The words of a firmware that found nothing that starts; OVMF then comes to its shell. */
export const nothingStarts = { bios: /No bootable device/, uefi: /starting Boot\d+ "EFI Internal Shell"/ } as const

/**
 * Starts a server of nothing but these disks, whoever else writes to them.
 * @returns what its serial line said until `expected` was there.
 * @throws Error when it did not come in time.
 */
export async function startFrom(
  disks: readonly string[],
  firmware: 'bios' | 'uefi',
  expected: RegExp,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'vmp-start-'))
  const log = join(folder, 'serial')
  const uefi = uefiFiles(firmware)
  const flash = (unit: number, file: string, readonly: string): string[] => [
    '-drive',
    `if=pflash,unit=${unit},format=raw,readonly=${readonly},file=${file}`,
  ]
  const variables = join(folder, 'variables.fd')
  if (uefi) copyFileSync(uefi.variables, variables)
  const drive = (file: string, index: number): string[] => [
    '-drive',
    `if=none,id=disk${index},format=raw,snapshot=on,file.locking=off,file.filename=${file}`,
    '-device',
    `scsi-hd,bus=scsi0.0,drive=disk${index},bootindex=${index + 1}`,
  ]
  // Without graphics SeaBIOS speaks on the serial line.
  const machineArgs = ['-machine', 'q35,graphics=off', '-accel', 'tcg', '-cpu', 'qemu64', '-m', '512']
  const devices = ['-nodefaults', '-display', 'none', '-serial', `file:${log}`, '-device', 'virtio-scsi-pci,id=scsi0']
  const code = uefi ? [...flash(0, uefi.code, 'on'), ...flash(1, variables, 'off')] : []
  const args = [...machineArgs, ...devices, ...code, ...disks.flatMap(drive)]
  const machine = await start('qemu-system-x86_64', args, { logFile: join(folder, 'qemu') })
  try {
    const said = (): string => (existsSync(log) ? readFileSync(log, 'latin1') : '')
    return await until(`${String(expected)} from ${firmware}`, firmwareMs / 1000, () => {
      const now = said()
      return expected.test(now) ? now : undefined
    })
  } finally {
    await machine.stop(0)
    rmSync(folder, { recursive: true })
  }
}
