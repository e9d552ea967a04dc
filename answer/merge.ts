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
  /** The layer that a value is of; undefined: none says it. */
  origin(path: Path): L | undefined
}

/** @param layers The later ones say more. */
export function mergeLayers<L extends Layer>(schema: AnswerSchema, layers: readonly L[]): Merged<L> {
  const origins = new Origins<L>()
  const value = layers.reduce<unknown>((below, layer) => merge(schema, below, layer.content, [], layer, origins), {})
  return { value: value as object, origin: (path) => origins.of(path) }
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
    this.#layers.set(JSON.stringify(path), layer)
  }

  delete(path: Path): void {
    for (const key of this.#layers.keys()) {
      const set = JSON.parse(key) as Path
      if (path.every((each, index) => each === set[index])) this.#layers.delete(key)
    }
  }

  /** Of the longest path that is set; a section alone says nothing of the keys that it leaves out. */
  of(path: Path): L | undefined {
    for (let length = path.length; length > 0; length -= 1) {
      const layer = this.#layers.get(JSON.stringify(path.slice(0, length)))
      if (layer !== undefined) return layer
    }
    return undefined
  }
}
