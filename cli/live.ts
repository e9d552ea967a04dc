import { Command } from 'commander'
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
    })
  })
}
