/** One entry of apt's sources: where, and which suites and components. */
export interface AptSource {
  readonly uris: readonly string[]
  readonly suites: readonly string[]
  readonly components: readonly string[]
}

/** One-line format (sources.list(5)): `deb [options] URI suite component…`; source packages and comments are left out. */
export function parseOneLine(text: string): AptSource[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(?<uri>\S+)\s+(?<suite>\S+)(?<components>[^#]*)/.exec(line)
    if (!match) return []
    const { uri, suite, components } = match.groups as { uri: string; suite: string; components: string }
    return [{ uris: [uri], suites: [suite], components: fields(components) }]
  })
}

/** Deb822 format (sources.list(5)): stanzas of `Types`, `URIs`, `Suites`, `Components`; `Enabled: no` is left out. */
export function parseDeb822(text: string): AptSource[] {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'))
  return lines
    .join('\n')
    .split(/\n\s*\n/)
    .flatMap((stanza) => {
      const values = new Map<string, string>()
      let name = ''
      for (const line of stanza.split('\n')) {
        const field = /^([A-Za-z0-9-]+):(.*)$/.exec(line)
        if (field) name = field[1]!.toLowerCase()
        if (name !== '') values.set(name, `${values.get(name) ?? ''} ${field ? field[2] : line}`)
      }
      const get = (key: string): string[] => fields(values.get(key) ?? '')
      if (!get('types').includes('deb') || /^(no|false|0|off)$/i.test(get('enabled')[0] ?? 'yes')) return []
      return [{ uris: get('uris'), suites: get('suites'), components: get('components') }]
    })
}

const fields = (text: string): string[] => text.split(/\s+/).filter((field) => field !== '')

/** Debian's releases by name; a suite of another name is another distribution's, or a third party's. */
const releases = /^(stable|oldstable|testing|unstable|sid|bullseye|bookworm|trixie|forky)(?<part>-[a-z-]+)?$/

export interface MirrorCandidates {
  /** Bases that may offer Debian itself, in the order of the sources. */
  readonly main: readonly string[]
  readonly security: readonly string[]
}

/**
 * The mirrors that entries of a Debian release name. Only candidates: a third party may use Debian's suite names,
 * so what a mirror offers is asked of it.
 */
export function mirrorCandidates(sources: readonly AptSource[]): MirrorCandidates {
  const main = new Set<string>()
  const security = new Set<string>()
  for (const { uris, suites, components } of sources) {
    if (!components.includes('main')) continue
    for (const name of suites) {
      const match = releases.exec(name.replace(/\/updates$/, '-security'))
      if (!match) continue
      for (const uri of uris) (match.groups!['part'] === '-security' ? security : main).add(withoutSlash(uri))
    }
  }
  return { main: [...main], security: [...security] }
}

export const withoutSlash = (uri: string): string => uri.replace(/\/+$/, '')
