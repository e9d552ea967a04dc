/** The text of a YAML or JSON file as a value, and where in the text each part of it stands. Nothing of it runs, refers to a file, or grows. */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Document, Node } from 'yaml'

export interface Place {
  readonly line: number
  readonly column: number
}

export type Path = readonly (string | number)[]

export interface Limits {
  /** Characters of the text. */
  readonly length: number
  /** Keys and values, aliases counted each time they are used. */
  readonly values: number
  readonly depth: number
}

export interface YamlSource {
  readonly value: unknown
  /** Where the value at a path begins; of one that is not there, what would hold it. */
  place(path: Path): Place
  /** Where the key begins that leads to the value at a path. */
  keyPlace(path: Path): Place
}

/** Why a text is no value. `limit`: longer, bigger or deeper than allowed. */
export class YamlFlaw extends Error {
  readonly kind: 'syntax' | 'limit'
  readonly place: Place
  constructor(kind: 'syntax' | 'limit', message: string, place: Place) {
    super(message)
    this.kind = kind
    this.place = place
  }
}

/** @throws YamlFlaw */
export function readYaml(text: string, limits: Limits): YamlSource {
  if (text.length > limits.length)
    throw new YamlFlaw('limit', `longer than ${limits.length} characters`, { line: 1, column: 1 })
  const lines = new LineCounter()
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  // Keys are compared below: the parser compares each with each.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    uniqueKeys: false,
  })
  const [flaw] = [...document.errors, ...document.warnings]
  if (flaw !== undefined) {
    // The parser says so of a text that is nested deeper than its stack.
    const kind = flaw.code === 'RESOURCE_EXHAUSTION' ? 'limit' : 'syntax'
    throw new YamlFlaw(kind, flaw.message, placeOf(flaw.pos[0]))
  }
  const reader = new Reader(document, limits, placeOf)
  const value = reader.read(document.contents, [])
  return {
    value,
    place: (path) => placeOf(reader.offset(path, 'value')),
    keyPlace: (path) => placeOf(reader.offset(path, 'key')),
  }
}

interface Offsets {
  readonly key: number
  readonly value: number
}

/** RFC 6901. */
const pointer = (path: Path): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

class Reader {
  readonly #document: Document
  readonly #limits: Limits
  readonly #placeOf: (offset: number) => Place
  readonly #offsets = new Map<string, Offsets>()
  #values = 0

  constructor(document: Document, limits: Limits, placeOf: (offset: number) => Place) {
    this.#document = document
    this.#limits = limits
    this.#placeOf = placeOf
  }

  read(node: unknown, path: Path, key = 0): unknown {
    const at = isNode(node) ? (node.range?.[0] ?? key) : key
    this.#values += 1
    if (this.#values > this.#limits.values) throw this.#flaw('limit', `more than ${this.#limits.values} values`, at)
    // An alias that holds itself ends here, too.
    if (path.length > this.#limits.depth)
      throw this.#flaw('limit', `nested deeper than ${this.#limits.depth} levels`, at)
    const offsets = { key: path.length === 0 ? at : key, value: at }
    this.#offsets.set(pointer(path), offsets)
    if (isAlias(node)) {
      const target: Node | undefined = node.resolve(this.#document)
      if (target === undefined) throw this.#flaw('syntax', `Unresolved alias: ${node.source}`, at)
      const value = this.read(target, path, key)
      // What is wrong with an alias is put right where it is used.
      this.#offsets.set(pointer(path), offsets)
      return value
    }
    if (isMap(node)) return this.#map(node.items, path)
    if (isSeq(node)) return node.items.map((item, index) => this.read(item, [...path, index], at))
    if (!isScalar(node)) return null
    if (isPlain(node.value)) return node.value
    throw this.#flaw('syntax', 'Only texts, numbers, true, false and null are values', at)
  }

  #map(items: readonly { key: unknown; value: unknown }[], path: Path): object {
    const entries = new Map<string, unknown>()
    for (const { key, value } of items) {
      const at = isNode(key) ? (key.range?.[0] ?? 0) : 0
      if (!isScalar(key) || !isPlain(key.value) || key.value === null)
        throw this.#flaw('syntax', 'A key must be a plain text', at)
      const name = `${key.value}`
      if (entries.has(name)) throw this.#flaw('syntax', `The key "${name}" is there twice`, at)
      entries.set(name, this.read(value, [...path, name], at))
    }
    return Object.fromEntries(entries)
  }

  offset(path: Path, part: keyof Offsets): number {
    for (let length = path.length; length >= 0; length -= 1) {
      const found = this.#offsets.get(pointer(path.slice(0, length)))
      if (found !== undefined) return found[length === path.length ? part : 'key']
    }
    return 0
  }

  #flaw(kind: 'syntax' | 'limit', message: string, offset: number): YamlFlaw {
    return new YamlFlaw(kind, message, this.#placeOf(offset))
  }
}

const isPlain = (value: unknown): value is string | number | boolean | null =>
  value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value)
