import { Command, Option } from 'commander'
import { VmpError } from '../lib/errors.ts'
import { paths } from '../lib/paths.ts'
import { sayAny } from '../lib/text/say.ts'
import type { Sentence } from '../pxe/contract/machines.ts'
import { servedInterface } from '../pxe/interface.ts'
import type { DhcpMode } from '../pxe/dhcp/types.ts'
import { language, output, version } from './context.ts'
import { defaultRange, parseParallel, parseRange, parseReservation, parseSubnet } from './serve-options.ts'

interface Options {
  readonly interface: string
  readonly address?: string
  readonly dhcp: DhcpMode | 'off'
  readonly force: boolean
  readonly serve: 'clients' | 'everybody'
  readonly pool: readonly string[]
  readonly subnet: readonly string[]
  readonly reserve: readonly string[]
  readonly router?: string
  readonly dns: readonly string[]
  readonly lease: number
  readonly state: string
  readonly images: string
  readonly socket: string
  readonly httpPort: number
  readonly httpsPort: number
  readonly policy: string
  readonly parallel: number
  readonly newToken: boolean
}

const repeat = (value: string, before: readonly string[]): string[] => [...before, value]
const port = (value: string): number => {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > 65535) {
    throw new VmpError('input.invalid', {
      problem: `"${value}" is not a port (1 to 65535)`,
      where: '--http-port, --https-port',
    })
  }
  return number
}

/** `vmp serve`: the station, in the foreground until it is interrupted. */
export function serveCommand(): Command {
  return new Command('serve')
    .description(output('cli.serve'))
    .requiredOption('--interface <name>', output('cli.serve.interface'))
    .option('--address <ipv4>', output('cli.serve.address'))
    .addOption(
      new Option('--dhcp <mode>', output('cli.serve.dhcp')).choices(['auto', 'full', 'proxy', 'off']).default('auto'),
    )
    .option('--force', output('cli.serve.force'), false)
    .addOption(
      new Option('--serve <whom>', output('cli.serve.serve')).choices(['clients', 'everybody']).default('clients'),
    )
    .option('--pool <range>', output('cli.serve.pool'), repeat, [])
    .option('--subnet <subnet>', output('cli.serve.subnet'), repeat, [])
    .option('--reserve <reservation>', output('cli.serve.reserve'), repeat, [])
    .option('--router <ipv4>', output('cli.serve.router'))
    .option('--dns <ipv4>', output('cli.serve.dns'), repeat, [])
    .option('--lease <seconds>', output('cli.serve.lease'), Number, 3600)
    .option('--state <folder>', output('cli.serve.state'), paths.state())
    .option('--images <folder>', output('cli.serve.images'), paths.state('images'))
    .option('--socket <path>', output('cli.socket'), paths.run('station.sock'))
    .option('--http-port <port>', output('cli.serve.httpPort'), port, 8080)
    .option('--https-port <port>', output('cli.serve.httpsPort'), port, 8443)
    .option('--policy <name|file>', output('cli.serve.policy'), 'host')
    .option('--parallel <number>', output('cli.serve.parallel'), parseParallel, 4)
    .option('--new-token', output('cli.serve.newToken'), false)
    .action(serve)
}

async function serve(options: Options): Promise<void> {
  const began = performance.now()
  const served = servedInterface(options.interface, options.address)
  if (process.getuid?.() !== 0) throw new VmpError('not.root', { reason: 'DHCP and TFTP use ports below 1024.' })
  const ranges = options.pool.length > 0 ? options.pool.map(parseRange) : [defaultRange(served)]
  const common = { dns: options.dns, leaseTime: options.lease }
  const { policyNamed } = await import('./policy.ts')
  const policy = policyNamed(options.policy)
  const { planInstallation } = await import('../installer/plan/plan.ts')
  const { answerDigest, factsDigest } = await import('../installer/plan/digests.ts')
  const { trustedKeys } = await import('../iso/signing.ts')
  const { startStation } = await import('./station.ts')
  const station = await startStation({
    version: version(),
    served,
    state: options.state,
    images: options.images,
    socket: options.socket,
    httpPort: options.httpPort,
    httpsPort: options.httpsPort,
    dhcp: {
      mode: options.dhcp,
      force: options.force,
      serve: options.serve,
      subnets: [
        { network: served.network, ranges, router: options.router, ...common },
        ...options.subnet.map((text) => ({ ...common, ...parseSubnet(text) })),
      ],
      reservations: options.reserve.map(parseReservation),
    },
    policy,
    planning: { plan: planInstallation, factsDigest, answerDigest },
    parallel: options.parallel,
    imageKeys: (await trustedKeys()).map((key) => key.export({ type: 'spki', format: 'pem' })),
    now: () => new Date(),
    onSentence: print,
  })
  const { url, pin, image, dhcp, address, problems } = station.info()
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  say(output('cli.serve.ready', { interface: served.name, address, seconds }))
  say(output('cli.serve.url', { url }))
  say(output('cli.serve.pinned', { pin }))
  say(output('cli.serve.acting', { configured: dhcp.configured, acting: dhcp.acting }))
  if (image) say(output('cli.serve.image', { image: image.id }))
  for (const problem of problems) print(problem)
  const token = station.mintToken(options.newToken)
  if (token !== undefined) say(output('cli.serve.token', { token }))
  say(output('cli.serve.trust'))
  await interrupted()
  say(output('cli.serve.stopping'))
  await station.close()
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function print({ key, params }: Sentence): void {
  say(sayAny(language(), key, params))
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}
