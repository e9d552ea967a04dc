/** ethtool: what a network card and its link can do. Its text, for JSON came to this command in version 6.10 only. */

/** Arguments that ask for link modes of both ends. */
export const settingsArgs = (name: string): string[] => [name]
/** Arguments that ask for driver and firmware. */
export const driverArgs = (name: string): string[] => ['-i', name]

export interface LinkModes {
  /** Mb/s, each once, rising; empty: "Not reported". */
  readonly supported: number[]
  readonly partner: number[]
}

/** Reads `ethtool NAME`. A list goes on in the lines below its name, which have no name of their own. */
export function parseLinkModes(output: string): LinkModes {
  const lists = new Map<string, string>()
  let name = ''
  for (const line of output.split('\n')) {
    const field = /^\s*([A-Za-z][^:]*?):\s*(.*)$/.exec(line)
    if (field?.[1] !== undefined) name = field[1]
    lists.set(name, `${lists.get(name) ?? ''} ${field?.[2] ?? line}`)
  }
  return {
    supported: speeds(lists.get('Supported link modes')),
    partner: speeds(lists.get('Link partner advertised link modes')),
  }
}

/** The Mb/s in "100baseT/Full 1000baseKX/Full 2.5GbaseT/Full". */
function speeds(modes = ''): number[] {
  const found = [...modes.matchAll(/\b(\d+(?:\.\d+)?)(G?)base/gi)].map(([, number, giga]) =>
    Math.round(Number(number) * (giga === '' ? 1 : 1000)),
  )
  return [...new Set(found)].sort((a, b) => a - b)
}

/** The firmware's version from `ethtool -i NAME`; undefined when the driver has none to tell. */
export function parseFirmware(output: string): string | undefined {
  const version = /^firmware-version:[ \t]*(\S.*)$/m.exec(output)?.[1]?.trim()
  return version === 'N/A' ? undefined : version
}

/** Arguments that ask for the address the card was made with. */
export const permanentMacArgs = (name: string): string[] => ['-P', name]

export function parsePermanentMac(output: string): string | undefined {
  const mac = /Permanent address: ((?:[0-9a-f]{2}:){5}[0-9a-f]{2})/i.exec(output)?.[1]?.toLowerCase()
  return mac === '00:00:00:00:00:00' ? undefined : mac
}
