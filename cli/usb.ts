import { realpath } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { Command } from 'commander'
import type { UsbContent, UsbDisk } from '../iso/usb/disks.ts'
import { describe, isSystemError, toProblem, VmpError } from '../lib/errors.ts'
import { decimalSize } from '../lib/units.ts'
import { language, output } from './context.ts'
import { cautions, isoOptions, temporaryIso } from './iso.ts'
import type { IsoOptions } from './iso.ts'
import { table } from './terminal/table.ts'
import { watched } from './watched.ts'

export function usbCommand(): Command {
  const command = new Command('usb').description(output('usb.description'))
  command.command('list').description(output('usb.list.help')).option('--json', output('cli.json')).action(list)
  const write = command
    .command('write')
    .description(output('usb.write.help'))
    .argument('[iso]')
    .requiredOption('--device <path>', output('usb.option.device'))
    .option('--serial <serial>', output('usb.option.serial'))
    .option('--reports', output('usb.option.reports'), false)
  isoOptions(write).option('--json', output('cli.json')).action(writeTo)
  return command
}

async function list({ json }: { json?: boolean }): Promise<void> {
  const { blockTree, usbDisks } = await import('../iso/usb/disks.ts')
  const disks = usbDisks(await blockTree())
  if (json) {
    const shown = disks.map(({ problem, ...disk }) => ({ ...disk, problem: problem && toProblem(problem) }))
    process.stdout.write(`${JSON.stringify({ disks: shown }, undefined, 2)}\n`)
  } else if (disks.length === 0) process.stdout.write(`${output('usb.none')}\n`)
  else {
    const titles = (['device', 'model', 'size', 'serial', 'holds'] as const).map((key) => ({
      title: output(`usb.column.${key}`),
    }))
    const rows = disks.map((disk) => {
      const { path, size, confirmation, problem } = disk
      return [path, modelOf(disk), decimalSize(size), problem === null ? confirmation : '-', holds(disk)]
    })
    process.stdout.write(table(titles, rows, process.stdout.columns))
    for (const { problem } of disks)
      if (problem !== null) process.stdout.write(`${describe(problem, language()).what}\n`)
  }
}

const modelOf = ({ vendor, model }: UsbDisk): string => [vendor, model].filter((word) => word !== null).join(' ') || '-'

function holds({ contents }: UsbDisk): string {
  const words = ({ label, fsType, size }: UsbContent): string =>
    [label, fsType, decimalSize(size)].filter((word) => word !== null).join(' ')
  return contents.map(words).join('; ') || output('usb.empty')
}

interface WriteOptions extends IsoOptions {
  device: string
  serial?: string
  reports: boolean
  json?: boolean
}

async function writeTo(iso: string | undefined, options: WriteOptions): Promise<void> {
  const { device, serial, reports, json, ...request } = options
  const [{ blockTree, usableDisk }, { writeUsb }] = await Promise.all([
    import('../iso/usb/disks.ts'),
    import('../iso/usb/write.ts'),
  ])
  const [option] = Object.keys(request)
  // An ISO that is there already carries what it carries; an option that changed nothing would be believed.
  if (iso !== undefined && option !== undefined)
    throw new VmpError('usb.isoIsMade', { option: `--${dashed(option)}`, iso })
  const path = await resolved(device)
  const disk = usableDisk(await blockTree(), path)
  process.stderr.write(
    `${output('usb.about', { device: path, model: modelOf(disk), size: decimalSize(disk.size), holds: holds(disk) })}\n`,
  )
  await confirm(disk, serial)
  const written = await watched(async (watch) => {
    const made = iso === undefined ? await temporaryIso(request, watch) : undefined
    try {
      for (const line of made === undefined ? [] : cautions(made)) process.stderr.write(`${line}\n`)
      // Somebody may have changed the sticks while the ISO was being built.
      const now = usableDisk(await blockTree(watch.signal), path)
      if (now.confirmation !== disk.confirmation) throw new VmpError('usb.gone', { device: path })
      return await writeUsb({ iso: iso ?? made!.file, disk: now, reports }, watch)
    } finally {
      await made?.remove()
    }
  })
  const text = output('usb.written', { device: path, size: decimalSize(written.bytes) })
  process.stdout.write(json ? `${JSON.stringify(written)}\n` : `${text}\n`)
}

/** `rootPasswordHash` as it is typed. */
const dashed = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

async function resolved(device: string): Promise<string> {
  try {
    return await realpath(device)
  } catch (error) {
    if (isSystemError(error)) throw new VmpError('usb.notThere', { device }, { cause: error })
    throw error
  }
}

async function confirm({ path, confirmation: expected }: UsbDisk, serial: string | undefined): Promise<void> {
  if (serial === undefined && !process.stdin.isTTY) throw new VmpError('usb.needsSerial', { device: path, expected })
  const given = serial ?? (await typed(output('usb.ask', { expected })))
  if (given !== expected) throw new VmpError('usb.serialDiffers', { given, device: path, expected })
}

async function typed(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await lines.question(question)).trim()
  } finally {
    lines.close()
  }
}
