import { Command } from 'commander'
import type { LabUp } from '../lab/up.ts'
import type { ListedLab } from '../lab/list.ts'
import type { LabOptions } from '../lab/options.ts'
import { exitCodeOf, toProblem, VmpError } from '../lib/errors.ts'
import { language, output } from './context.ts'
import { watched } from './watched.ts'
import { table } from './terminal/table.ts'

const defaultName = 'lab'

const repeat = (value: string, before: readonly string[]): string[] => [...before, value]

export function labCommand(): Command {
  const command = new Command('lab').description(output('lab.description'))
  command
    .command('up')
    .description(output('lab.help.up'))
    .option('--name <lab>', output('lab.option.name'), defaultName)
    .option('--servers <n>', output('lab.option.servers'), '1')
    .option('--firmware <kind>', output('lab.option.firmware'), 'uefi')
    .option('--medium <medium>', output('lab.option.medium'), 'pxe')
    .option('--dhcp <mode>', output('lab.option.dhcp'), 'full')
    .option('--memory <size>', output('lab.option.memory'), '4G')
    .option('--disks <sizes>', output('lab.option.disks'), '64G,64G')
    .option('--nic <model>', output('lab.option.nic'), 'virtio')
    .option('--rtc <date>', output('lab.option.rtc'))
    .option('--cpu <model>', output('lab.option.cpu'))
    .option('--cpus <n>', output('lab.option.cpus'))
    .option('--with <change>', output('lab.option.with'), repeat, [])
    .option('--image <id>', output('lab.option.image'))
    .option('--answer <file>', output('lab.option.answer'))
    .option('--embed-answer <file>', output('lab.option.embedAnswer'))
    .option('--from <folder>', output('lab.option.from'))
    .option('--until <goal>', output('lab.option.until'), 'discovered')
    .option('--timeout <time>', output('lab.option.timeout'), '10m')
    .option('--json', output('cli.json'))
    .action(up)
  command.command('list').description(output('lab.help.list')).option('--json', output('cli.json')).action(list)
  command
    .command('console')
    .description(output('lab.help.console'))
    .argument('<server>')
    .option('--name <lab>', output('lab.option.name'), defaultName)
    .action(attach)
  command
    .command('screen')
    .description(output('lab.help.screen'))
    .argument('<server>')
    .option('--name <lab>', output('lab.option.name'), defaultName)
    .option('--output <file>', output('lab.option.output'))
    .action(screenshot)
  command
    .command('power')
    .description(output('lab.help.power'))
    .argument('<server>')
    .argument('<on|off|reset|cycle>')
    .option('--name <lab>', output('lab.option.name'), defaultName)
    .action(press)
  command
    .command('disk')
    .description(output('lab.help.disk'))
    .argument('<server>')
    .argument('<pull|plug>')
    .argument('<number>')
    .option('--name <lab>', output('lab.option.name'), defaultName)
    .action(moveDisk)
  command
    .command('save')
    .description(output('lab.help.save'))
    .argument('<folder>')
    .option('--name <lab>', output('lab.option.name'), defaultName)
    .action(save)
  command
    .command('down')
    .description(output('lab.help.down'))
    .option('--name <lab>', output('lab.option.name'), defaultName)
    .option('--all', output('lab.option.all'))
    .action(takeDown)
  return command
}

async function up(options: LabOptions & { json?: boolean }): Promise<void> {
  const [{ parseRequest }, lab, { labPorts }] = await Promise.all([
    import('../lab/options.ts'),
    import('../lab/up.ts'),
    import('./lab-station.ts'),
  ])
  const request = parseRequest(options)
  const result = await watched((watch) => lab.up(request, labPorts(language()), watch))
  if (!options.json) showUp(result)
  if (result.reached) {
    if (options.json) print(result)
    return
  }
  const late = timedOut(result, request.timeoutMs)
  if (!options.json) throw late
  print({ ...result, error: toProblem(late) })
  process.exitCode = exitCodeOf(late)
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`)
}

function timedOut(result: LabUp, timeoutMs: number): VmpError {
  const late = result.servers.filter(({ reached }) => !reached).map(({ name }) => name)
  return new VmpError('lab.timedOut', {
    goal: result.until,
    seconds: Math.round(timeoutMs / 1000),
    servers: late.join(', '),
    lab: result.lab,
  })
}

function showUp(result: LabUp): void {
  for (const server of result.servers.filter(({ reached }) => !reached)) {
    const lines = server.machine === null ? [output('lab.neverHeard', { server: server.name })] : server.doctor
    if (server.screen) lines.push(output('lab.screenshot', { file: server.screen }))
    process.stdout.write(`${server.name}\n${lines.map((line) => `  ${line}\n`).join('')}`)
  }
  process.stdout.write(`${output('lab.isUp', { lab: result.lab })}\n`)
}

async function list(options: { json?: boolean }): Promise<void> {
  const [lab, { stationPorts }] = await Promise.all([import('../lab/list.ts'), import('./lab-station.ts')])
  const labs = await lab.list(stationPorts(language()))
  if (options.json) print({ labs })
  else process.stdout.write(labs.length === 0 ? `${output('lab.none')}\n` : labTable(labs))
}

function labTable(labs: ListedLab[]): string {
  const title = (key: Parameters<typeof output>[0]): { title: string } => ({ title: output(key as 'lab.column.lab') })
  const columns = [
    title('lab.column.lab'),
    title('lab.column.server'),
    title('lab.column.power'),
    title('lab.column.firmware'),
    title('lab.column.mac'),
    title('lab.column.address'),
    title('lab.column.state'),
  ]
  const rows = labs.flatMap(({ lab, status, dhcp, subnet, station, servers }) => [
    [lab, '', status, dhcp ?? '', '', subnet ?? '', `station ${station}`],
    ...servers.map(({ name, power, firmware, mac, address, state }) => [
      lab,
      name,
      power,
      firmware,
      mac,
      address ?? '',
      state ?? '',
    ]),
  ])
  return table(columns, rows, process.stdout.columns)
}

interface Named {
  name: string
}

async function attach(server: string, { name }: Named): Promise<void> {
  const [{ attachConsole }, { findServer, requireLab }] = await Promise.all([
    import('../lab/console.ts'),
    import('../lab/power.ts'),
  ])
  const found = findServer(await requireLab(name), server)
  process.stderr.write(`${output('lab.attached', { server: found.guest.name })}\n`)
  await attachConsole(found, process.stdin, process.stdout)
}

async function screenshot(server: string, options: Named & { output?: string }): Promise<void> {
  const [{ screen }, { findServer, requireLab }] = await Promise.all([
    import('../lab/screen.ts'),
    import('../lab/power.ts'),
  ])
  const found = findServer(await requireLab(options.name), server)
  process.stdout.write(`${await screen(found, options.output ?? `${found.guest.name}.png`)}\n`)
}

async function press(server: string, action: string, { name }: Named): Promise<void> {
  const { power, parseAction } = await import('../lab/power.ts')
  await power(name, server, parseAction(action))
}

async function moveDisk(server: string, action: string, number: string, { name }: Named): Promise<void> {
  const disk = await import('../lab/disk.ts')
  await disk.moveDisk(name, server, disk.parseDiskAction(action), number)
}

async function save(folder: string, { name }: Named): Promise<void> {
  const lab = await import('../lab/save.ts')
  await lab.save(name, folder)
  process.stdout.write(`${output('lab.isSaved', { lab: name, folder })}\n`)
}

async function takeDown({ name, all }: Named & { all?: boolean }): Promise<void> {
  const { allLabs, down } = await import('../lab/down.ts')
  for (const lab of all ? await allLabs() : [name]) {
    process.stdout.write(`${output('lab.isDown', { ...(await down(lab)) })}\n`)
  }
}
