/** Layers of an answer file laid upon each other: objects are merged, all else is replaced; and which layer each value is of. */
import { isObject } from '../lib/yaml/shape.ts'
import type { Path } from '../lib/yaml/source.ts'
import type { AnswerSchema } from './defaults.ts'

export interface Layer {
  readonly content: object
  /** Where it stands in the file. */
  readonly path: Path
}

export interface Merged<L extends Layer> {
  readonly value: object
  /** The layer that says a value; undefined: none does. */
  origin(path: Path): L | undefined
  /** The layer that says a value, or what would hold it. */
  near(path: Path): L | undefined
}

/** @param layers The later ones say more. */
export function mergeLayers<L extends Layer>(schema: AnswerSchema, layers: readonly L[]): Merged<L> {
  const origins = new Origins<L>()
  const value = layers.reduce<unknown>((below, layer) => merge(schema, below, layer.content, [], layer, origins), {})
  const near = (path: Path): L | undefined => origins.of(path)
  const origin = (path: Path): L | undefined => {
    const layer = near(path)
    return layer !== undefined && says(layer.content, path) ? layer : undefined
  }
  return { value: value as object, origin, near }
}

function merge<L>(
  schema: AnswerSchema,
  below: unknown,
  above: unknown,
  path: Path,
  layer: L,
  origins: Origins<L>,
): unknown {
  const section = sectionOf(schema)
  if (section === undefined || !isObject(above)) {
    origins.set(path, layer)
    return above
  }
  const merged = new Map<string, unknown>(isObject(below) ? Object.entries(below) : [])
  for (const key of replacedBy(section, above)) {
    merged.delete(key)
    origins.delete([...path, key])
  }
  if (!isObject(below)) origins.set(path, layer)
  for (const [key, each] of Object.entries(above))
    merged.set(key, merge(section.properties?.[key] ?? {}, merged.get(key), each, [...path, key], layer, origins))
  return Object.fromEntries(merged)
}

const says = (content: unknown, [key, ...rest]: Path): boolean =>
  key === undefined ||
  (typeof content === 'object' &&
    content !== null &&
    Object.hasOwn(content, key) &&
    says((content as Record<string | number, unknown>)[key], rest))

/** The object whose keys are merged one by one; undefined for what is replaced. */
function sectionOf(schema: AnswerSchema): AnswerSchema | undefined {
  if (schema.whole) return undefined
  if (schema.properties) return schema
  const variants = (schema.anyOf ?? []).filter(({ type }) => type !== 'null')
  return variants.length === 1 ? sectionOf(variants[0]!) : undefined
}

/** Who says `bond` need not take back the `port` of the layer below. */
function replacedBy({ exclusive = [] }: AnswerSchema, above: object): readonly string[] {
  const said = new Map<string, unknown>(Object.entries(above))
  if (!exclusive.some((key) => (said.get(key) ?? null) !== null)) return []
  return exclusive.filter((key) => !said.has(key))
}

class Origins<L> {
  readonly #layers = new Map<string, L>()

  set(path: Path, layer: L): void {
    this.delete(path)
    this.#layers.set(keyOf(path), layer)
  }

  delete(path: Path): void {
    const prefix = keyOf(path)
    for (const key of this.#layers.keys()) if (key.startsWith(prefix)) this.#layers.delete(key)
  }

  /** Of the longest path that is set. */
  of(path: Path): L | undefined {
    for (let length = path.length; length > 0; length -= 1) {
      const layer = this.#layers.get(keyOf(path.slice(0, length)))
      if (layer !== undefined) return layer
    }
    return undefined
  }
}

/** Ends with what no key has in it, so that one is a prefix only of what lies below it. */
const keyOf = (path: Path): string => path.map((key) => `${key}\n`).join('')
