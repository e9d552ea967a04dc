/** Where a maker's firmware setup has the option that a finding is about. Data files, each entry with its published source. */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { asset, assetNames } from '../lib/assets.ts'
import { VendorRemedy } from './finding.ts'
import type { SystemFacts } from './facts/schema/system.ts'

/** What an option of a setup is about, and the findings that changing it sets right. */
export const topics = {
  virtualization: ['virtualization.absent', 'virtualization.off', 'virtualization.locked'],
  iommu: ['virtualization.iommuOff'],
  powerProfile: ['powerSaving.idleStates', 'powerSaving.governor', 'powerSaving.bias'],
  idleStates: ['powerSaving.idleStates'],
  turbo: ['powerSaving.turboOff'],
  powerRestore: ['powerRestore.off', 'powerRestore.unknown', 'powerRestore.noBmc'],
  secureBoot: ['firmware.secureBootOff'],
  bootMode: ['firmware.mixedModes'],
} as const satisfies Record<string, readonly string[]>
const topicNames = Object.keys(topics) as (keyof typeof topics)[]

/** A regular expression, without flags; case never matters. */
const Pattern = Type.String({ minLength: 1, format: 'regex' })

const Entry = Type.Object(
  {
    topics: Type.Array(Type.Enum(topicNames), { minItems: 1, uniqueItems: true }),
    applies: VendorRemedy.properties.applies,
    /** Of the product or the board; null: of all that this maker builds. */
    models: Type.Union([Pattern, Type.Null()]),
    menu: VendorRemedy.properties.menu,
    option: VendorRemedy.properties.option,
    value: VendorRemedy.properties.value,
    source: Type.Object(
      { title: Type.String({ minLength: 1 }), url: Type.String({ pattern: '^https?://' }) },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)
type Entry = Static<typeof Entry>

export const RemedyFile = Type.Object(
  {
    vendor: Type.String({ minLength: 1 }),
    /** The maker as SMBIOS writes it. */
    match: Type.Array(Pattern, { minItems: 1 }),
    entries: Type.Array(Entry, { minItems: 1 }),
  },
  { additionalProperties: false },
)
export type RemedyFile = Static<typeof RemedyFile>

const folder = 'preflight/remedies'
let loaded: readonly RemedyFile[] | undefined

export function remedyFiles(): readonly RemedyFile[] {
  return (loaded ??= assetNames(folder).map((name) => JSON.parse(asset(folder, name)) as RemedyFile))
}

/** The options of this machine's maker that set right what `code` found; none when no source is known. */
export function vendorRemedies(
  code: string,
  system: SystemFacts,
  files: readonly RemedyFile[] = remedyFiles(),
): VendorRemedy[] {
  const file = ofMaker(files, system.vendor) ?? ofMaker(files, system.board.vendor)
  if (file === undefined) return []
  const fitting = file.entries.filter((entry) => isAbout(entry, code) && fits(entry, system))
  const specific = fitting.filter(({ models }) => models !== null)
  const general = fitting.filter(({ models }) => models === null)
  return [...specific, ...general].map(({ applies, menu, option, value, source }) => ({
    vendor: file.vendor,
    applies,
    menu,
    option,
    value,
    source,
  }))
}

/** The system's maker decides; only where nobody knows it does the board's: a Supermicro board in another one's chassis. */
function ofMaker(files: readonly RemedyFile[], maker: string | null): RemedyFile | undefined {
  if (maker === null) return undefined
  return files.find(({ match }) => match.some((pattern) => matches(pattern, maker.trim())))
}

const isAbout = (entry: Entry, code: string): boolean =>
  entry.topics.some((topic) => (topics[topic] as readonly string[]).includes(code))

function fits({ models }: Entry, { product, board }: SystemFacts): boolean {
  return models === null || [product, board.product].some((name) => name !== null && matches(models, name))
}

const matches = (pattern: string, text: string): boolean => new RegExp(pattern, 'i').test(text)
