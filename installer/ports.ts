/** Which ports of a machine an answer means. Zero or several where one is meant stop the installation. */
import type { NetworkChoice, PortSelector } from '../answer/schema.ts'
import { VmpError } from '../lib/errors.ts'
import { matchesGlob } from '../lib/glob.ts'
import type { Nic } from '../preflight/facts/schema/nics.ts'

/** The ports of one network; @throws VmpError `install.portNone`, `install.portAmbiguous` */
export function portsOf({ port, bond }: Pick<NetworkChoice, 'port' | 'bond'>, nics: readonly Nic[]): Nic[] {
  const wired = nics.filter((nic) => nic.wired)
  if (bond === null) return [onePort(port ?? { boot: true }, wired)]
  const chosen: Nic[] = []
  // A port belongs to a bond once: the next selector means one of the others.
  for (const selector of bond.ports)
    chosen.push(
      onePort(
        selector,
        wired.filter((nic) => !chosen.includes(nic)),
      ),
    )
  return chosen
}

function onePort(selector: PortSelector, nics: readonly Nic[]): Nic {
  const { boot, link, ...rest } = selector
  const left = nics.filter((nic) => fits(nic, rest) && (link === undefined || (nic.link ?? false) === link))
  const booted =
    boot === true
      ? bootPort(left, Object.keys(rest).length === 0)
      : left.filter((nic) => boot === undefined || !nic.boot)
  const found = link === true ? booted.slice(0, 1) : booted
  const wanted = JSON.stringify(selector)
  const names = (list: readonly Nic[]): string => list.map(({ name, mac }) => `${name} (${mac})`).join(', ') || '-'
  const [first] = found
  if (first === undefined) throw new VmpError('install.portNone', { wanted, ports: names(nics) })
  if (found.length > 1) throw new VmpError('install.portAmbiguous', { wanted, ports: names(found) })
  return first
}

/** Booted from a medium no port is the one: then the first with a link. */
function bootPort(nics: readonly Nic[], alone: boolean): Nic[] {
  const booted = nics.filter((nic) => nic.boot)
  if (booted.length > 0 || !alone) return booted
  return nics.filter((nic) => nic.link === true).slice(0, 1)
}

function fits(nic: Nic, { mac, name, speed, lldp }: Omit<PortSelector, 'boot' | 'link'>): boolean {
  if (mac !== undefined && nic.mac !== mac.toLowerCase().replaceAll('-', ':')) return false
  if (name !== undefined && !matchesGlob(name, nic.name)) return false
  if (speed !== undefined && (nic.speed ?? 0) < speed) return false
  if (lldp === undefined) return true
  const { lldp: seen } = nic
  return (
    (lldp.system === undefined || matchesGlob(lldp.system, seen?.system ?? '')) &&
    (lldp.port === undefined || matchesGlob(lldp.port, seen?.port ?? '')) &&
    (lldp.vlan === undefined || seen?.vlan === lldp.vlan)
  )
}
