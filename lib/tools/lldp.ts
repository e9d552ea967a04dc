/** LLDP neighbours, from whichever program listens: lldpd (`lldpcli`) or systemd-networkd (`networkctl`). */

/** Arguments for `lldpcli`. */
export const lldpcliArgs = ['-f', 'json', 'show', 'neighbors', 'details']
/** Arguments for `networkctl`. */
export const networkctlArgs = ['--json=short', 'lldp']

export interface Neighbour {
  readonly interface: string
  readonly system: string | undefined
  readonly port: string | undefined
  readonly description: string | undefined
  readonly vlan: number | undefined
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/**
 * Reads `lldpcli -f json` in all its shapes: one neighbour stands as an object and several as an array, whose entries
 * have the interface's name as their key (json) or as their member `name` (json0); a chassis has its name as its key
 * where it tells one; a value is a plain text, or an object or array with the member `value`.
 * @throws SyntaxError when it is no JSON.
 */
export function parseLldpcli(output: string): Neighbour[] {
  const root: Json = JSON.parse(output)
  return list(member(root, 'lldp')).flatMap((lldp) =>
    list(member(lldp, 'interface')).flatMap((entry) =>
      typeof text(member(entry, 'name')) === 'string' && member(entry, 'port') !== undefined
        ? [neighbour(text(member(entry, 'name')) ?? '', entry)]
        : Object.entries(object(entry)).flatMap(([name, value]) => list(value).map((each) => neighbour(name, each))),
    ),
  )
}

function neighbour(name: string, entry: Json): Neighbour {
  const chassis = list(member(entry, 'chassis'))[0]
  const port = list(member(entry, 'port'))[0]
  // {"switch1": {"id": …}} where the chassis has a name, {"id": …, "name": …} elsewhere.
  const named = member(chassis, 'id') === undefined ? Object.entries(object(chassis))[0] : undefined
  const vlans = list(member(entry, 'vlan'))
  const own = vlans.find((vlan) => ['true', 'yes'].includes(String(text(member(vlan, 'pvid')))))
  return {
    interface: name,
    system: named?.[0] ?? text(member(chassis, 'name')),
    port: text(member(port, 'id')),
    description: text(member(port, 'descr')),
    vlan: vlanNumber(text(member(own, 'vlan-id'))),
  }
}

/**
 * Reads `networkctl --json lldp` of systemd 257; older ones print no JSON.
 * @throws SyntaxError when it is no JSON.
 */
export function parseNetworkctl(output: string): Neighbour[] {
  const root: Json = JSON.parse(output)
  return list(member(root, 'Neighbors')).flatMap((link) =>
    list(member(link, 'Neighbors')).map((entry) => ({
      interface: text(member(link, 'InterfaceName')) ?? '',
      system: text(member(entry, 'SystemName')),
      port: text(member(entry, 'PortID')),
      description: text(member(entry, 'PortDescription')),
      vlan: vlanNumber(text(member(entry, 'VlanID'))),
    })),
  )
}

const object = (value: Json | undefined): { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
const member = (value: Json | undefined, key: string): Json | undefined =>
  Object.hasOwn(object(value), key) ? object(value)[key] : undefined
const list = (value: Json | undefined): Json[] => (value === undefined ? [] : Array.isArray(value) ? value : [value])

/** A plain value, or the `value` of an object or of an array's first entry. */
function text(value: Json | undefined): string | undefined {
  const first = list(value)[0]
  if (typeof first === 'string') return first
  if (typeof first === 'number' || typeof first === 'boolean') return String(first)
  const inner = member(first, 'value')
  return typeof inner === 'string' ? inner : undefined
}

function vlanNumber(value: string | undefined): number | undefined {
  const number = Number(value ?? Number.NaN)
  return Number.isInteger(number) && number >= 0 && number <= 4095 ? number : undefined
}
