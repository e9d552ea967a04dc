import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { paths } from '../lib/paths.ts'
import { stationPorts } from './lab-station.ts'
import type { ListedLab } from '../lab/list.ts'
import { language, output } from './context.ts'
import { imageCommand } from './image.ts'
import { labCommand } from './lab.ts'
import { machinesCommand } from './machines.ts'
import { serveCommand } from './serve.ts'
import { localClient } from './station-client.ts'
import { pad, widthOf } from '../lib/text/width.ts'

const LAB = 'lab'

/** The story of `npm start`, told with the commands that anyone may type after it. */
export function startCommand(): Command {
  return new Command('start')
    .description(output('start.description'))
    .option('--interface <name>', output('start.interface'))
    .action(async ({ interface: network }: { interface?: string }) => {
      if (await wantsBuild()) await play(imageCommand(), ['build'])
      if (network === undefined) await rehearse()
      else await play(serveCommand(), ['--interface', network])
    })
}

/** Whoever starts a checkout wants to see what is in it; another builder's image was imported to be served. */
async function wantsBuild(): Promise<boolean> {
  if (!existsSync(paths.state('images', 'current', 'manifest.json'))) return true
  const [{ currentIsOwn }, { sources }] = await Promise.all([import('../iso/store.ts'), import('../iso/places.ts')])
  return existsSync(join(sources, 'cli/vmp.ts')) && (await currentIsOwn())
}

async function rehearse(): Promise<void> {
  let running = await runningLab()
  if (running) process.stdout.write(`${output('start.alreadyUp', { lab: LAB })}\n`)
  else {
    await removeLeftovers()
    await play(labCommand(), ['up', '--servers', '1', '--firmware', 'uefi', '--until', 'installed', '--timeout', '30m'])
    running = await runningLab()
  }
  if (running) await show(running)
}

/** Runs a command of ours here, and says which, so that it can be repeated. */
async function play(command: Command, args: string[]): Promise<void> {
  process.stdout.write(`\n$ vmp ${[command.name(), ...args].join(' ')}\n`)
  await command.parseAsync(args, { from: 'user' })
}

async function runningLab(): Promise<ListedLab | undefined> {
  const { list } = await import('../lab/list.ts')
  const labs = await list(stationPorts(language()))
  return labs.find(({ lab: name, status }) => name === LAB && status === 'up')
}

/** What a crash left of the lab would be in the way of a new one. */
async function removeLeftovers(): Promise<void> {
  const { allLabs } = await import('../lab/down.ts')
  if ((await allLabs()).includes(LAB)) await play(labCommand(), ['down'])
}

async function show({ stationSocket, servers }: ListedLab): Promise<void> {
  await play(machinesCommand(), ['list', '--socket', stationSocket])
  const station = localClient(stationSocket)
  const [{ url }, { machines }] = await Promise.all([station.station({}), station.machines({})])
  const server = servers[0]?.name ?? ''
  const machine = machines.find(({ evidence }) => evidence.macs.includes(servers[0]?.mac ?? ''))?.name ?? server
  const next = [
    ['npx vmp machines', output('start.next.machines')],
    [`npx vmp preflight report ${machine}`, output('start.next.report')],
    [`npx vmp machines doctor ${machine}`, output('start.next.doctor')],
    [`npx vmp lab console ${server}`, output('start.next.console')],
    [`npx vmp lab screen ${server}`, output('start.next.screen')],
    ['npx vmp lab down', output('start.next.down')],
  ] as const
  const width = Math.max(...next.map(([command]) => widthOf(command)))
  const lines = [
    '',
    output('start.station', { url }),
    '',
    output('start.next'),
    ...next.map(([command, purpose]) => `  ${pad(command, width)}  ${purpose}`),
  ]
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}
