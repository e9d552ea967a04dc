/** `network`: addresses are there, the way out answers, the firewall filters. /etc was rendered before anything ran. */
import { Resolver } from 'node:dns/promises'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isVmpError, isSystemError } from '../../lib/errors.ts'
import { CommandError } from '../../lib/exec.ts'
import { addressArgs, gatewayArgs, parseAddresses4, parseGateways4 } from '../../lib/tools/ip.ts'
import { checkFileArgs, dropsTheRest, listChainArgs } from '../../lib/tools/nft.ts'
import { parsePing, pingArgs } from '../../lib/tools/ping.ts'
import { startArgs } from '../../lib/tools/systemctl.ts'
import { firewallFiles, firewallTable } from '../configuration/firewall.ts'
import { interfaceOf, networkFiles } from '../configuration/network.ts'
import type { Hook, HookContext, HookProblem } from './hook.ts'

/** Milliseconds: the first use of nft loads modules, which was seen to take more than 15 s on a machine made in software. */
const timeout = 60_000
/** Milliseconds: a switch port takes half a minute to open, and a DHCP server is asked again after that. */
const addressWithin = 90_000
/** Milliseconds for a gateway or a name server that is just starting, and between two questions. */
const answerWithin = 30_000
const again = 1000

const services = ['nftables.service', 'systemd-networkd.service', 'systemd-resolved.service']

/** Before the boot loader is written: what could not be rendered or loaded at the first boot fails here. */
export const networkFilesHold: Hook = {
  id: 'network',
  phase: 'target',
  limit: 90_000,
  check: async () => false,
  async apply({ document, scratch }) {
    networkFiles(document)
    await mkdir(scratch, { recursive: true })
    for (const { text } of firewallFiles(document)) await writeFile(join(scratch, 'nftables.conf'), text)
  },
  async verify({ run, signal, scratch }) {
    try {
      await run('nft', checkFileArgs(join(scratch, 'nftables.conf')), { timeout, signal })
      return null
    } catch (error) {
      if (error instanceof CommandError)
        return { code: 'hook.network.rules', params: { problem: error.stderrTail || '-' } }
      throw error
    }
  },
}

/** Whether a name server answers, be it that it knows no such name. */
export type Ask = (server: string, signal: AbortSignal) => Promise<boolean>

export function networkUp(ask: Ask): Hook {
  return {
    id: 'network',
    phase: 'first-boot',
    limit: 240_000,
    eachBoot: true,
    check: async (context) => (await missing(context)).length === 0 && (await isFiltered(context)),
    async apply(context) {
      await context.run('systemctl', startArgs(services), { timeout: 60_000, signal: context.signal })
      await until(context, addressWithin, async () => (await missing(context)).length === 0)
    },
    async verify(context) {
      const [without] = await missing(context)
      if (without !== undefined) return { code: 'hook.network.noAddress', params: { interface: without } }
      if (!(await isFiltered(context))) return { code: 'hook.network.noFirewall', params: {} }
      return (await gatewayProblem(context)) ?? (await namesProblem(context, ask))
    },
  }
}

/** Interfaces that should bear an address and have none, or another than the document says. */
async function missing({ document, run, signal }: HookContext): Promise<string[]> {
  const { stdout } = await run('ip', addressArgs, { timeout, signal })
  const there = parseAddresses4(stdout)
  return (['management', 'storage'] as const).flatMap((role) => {
    const name = interfaceOf(document, role)
    const address = document.network[role]?.address
    if (name === null || address === undefined || address.method === 'none') return []
    const has = there.filter((each) => each.interface === name).map((each) => each.address)
    const holds = address.method === 'static' ? has.includes(address.address.split('/')[0]!) : has.length > 0
    return holds ? [] : [name]
  })
}

async function isFiltered({ run, signal }: HookContext): Promise<boolean> {
  try {
    const { stdout } = await run('nft', listChainArgs(firewallTable, 'input'), { timeout, signal })
    return dropsTheRest(stdout)
  } catch (error) {
    if (isVmpError(error) && error.code === 'command.failed') return false
    throw error
  }
}

/** Some gateways answer no ping; one that is there answers ARP, without which nothing would go out. */
async function gatewayProblem(context: HookContext): Promise<HookProblem> {
  const { document, run, signal, log } = context
  const { address } = document.network.management
  const { stdout } = await run('ip', gatewayArgs, { timeout, signal })
  const gateway = address.method === 'static' ? address.gateway : parseGateways4(stdout)[0]?.address
  if (gateway === null || gateway === undefined) {
    log('there is no way out of this network')
    return null
  }
  const answers = await until(context, answerWithin, async () => {
    const ping = await run('ping', pingArgs(gateway), { timeout, signal, anyExit: true })
    if (parsePing(ping.stdout) === true) return true
    const neighbour = await run('ip', ['-j', 'neigh', 'show', gateway], { timeout, signal })
    return /"lladdr"/.test(neighbour.stdout)
  })
  if (!answers) return { code: 'hook.network.gateway', params: { gateway } }
  log(`the gateway ${gateway} answers`)
  return null
}

/** A name server may come later than the host on a new site: it is told, and nothing fails by it. */
async function namesProblem(context: HookContext, ask: Ask): Promise<HookProblem> {
  const { dns } = context.document.network
  if (dns.length === 0) return null
  const silent = new Set(dns)
  await until(context, answerWithin, async () => {
    for (const server of silent) if (await ask(server, context.signal)) silent.delete(server)
    return silent.size < dns.length
  })
  if (silent.size === 0) return null
  return { code: 'hook.network.dns', params: { servers: [...silent].join(', ') }, warning: true }
}

async function until(context: HookContext, within: number, holds: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + within
  for (;;) {
    if (await holds()) return true
    if (performance.now() > deadline) return false
    await context.pause(again)
  }
}

/** Answers that say that a server does not know or does not want to tell. */
const answered: readonly string[] = ['ENOTFOUND', 'ENODATA', 'EREFUSED', 'ESERVFAIL', 'EFORMERR', 'ENOTIMP']

/** @param server IPv4 address */
export const askServer: Ask = async (server, signal) => {
  const resolver = new Resolver({ timeout: 2000, tries: 1 })
  resolver.setServers([server])
  const cancel = (): void => resolver.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    // RFC 6761: a name that every server knows, or knows that there is none.
    await resolver.resolve4('localhost')
    return true
  } catch (error) {
    if (isSystemError(error)) return answered.includes(error.code ?? '')
    throw error
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}
