import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { Command } from 'commander'
import { namedReport } from '../live/report.ts'
import type { LiveStatus } from '../live/status.ts'
import type { Report } from '../preflight/report.ts'
import { output, version } from './context.ts'

/** `vmp live`: the composition root of the live system; the image starts it. */
export function liveCommand(): Command {
  return new Command('live').description(output('live.cli.description')).action(async () => {
    const [{ liveSystem }, { run }, { log }, { paths }, { liveMenus }, { liveInstaller }] = await Promise.all([
      import('../live/system.ts'),
      import('../lib/exec.ts'),
      import('../lib/log.ts'),
      import('../lib/paths.ts'),
      import('./live-menu.ts'),
      import('./installer.ts'),
    ])
    const ending = new AbortController()
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ending.abort())
    const folder = paths.run()
    await liveSystem({
      version: version(),
      run,
      logger: log('live'),
      now: () => new Date(),
      folder,
      signal: ending.signal,
      menus: (ports) => liveMenus(ports, run),
      installer: liveInstaller,
      async support(status) {
        const [{ supportSteps }, { supportWorld }] = await Promise.all([
          import('./support/bundle.ts'),
          import('./support/world.ts'),
        ])
        const given = { run, version: version(), machine: status.machine?.name ?? hostname(), stations: [] }
        const commandLine = await readFile('/proc/cmdline', 'utf8')
        const world = { ...supportWorld({ ...given, commandLine }), report: async () => lastReport(status) }
        return (await supportSteps.run(world, { signal: ending.signal })).pack
      },
    })
  })
}

/** What the machine has found already: whoever waits for an answer does not wait for another checkup. */
function lastReport(status: LiveStatus): Report {
  const report = namedReport(status)
  if (report === null) throw new Error('the machine is still being checked')
  return report
}
