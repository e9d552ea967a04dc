/**
 * What Node 20 lacks of the language and the one file uses: iterator helpers, Map.groupBy, Promise.withResolvers. Imported
 * first, and by the one file alone; VMP itself brings its own Node.
 */

type Helpers = Record<string, (this: Iterator<unknown>, ...parameters: never[]) => unknown>

/** %Iterator.prototype% (ECMA-262, 27.1.2), from which every built-in iterator and generator inherits. */
const iterator = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object

const all = (each: Iterator<unknown>): Iterable<unknown> => ({ [Symbol.iterator]: () => each })

const helpers: Helpers = {
  *map(change: (value: unknown, index: number) => unknown) {
    let index = 0
    for (const value of all(this)) yield change(value, index++)
  },
  *filter(keep: (value: unknown, index: number) => boolean) {
    let index = 0
    for (const value of all(this)) if (keep(value, index++)) yield value
  },
  *flatMap(change: (value: unknown, index: number) => Iterable<unknown>) {
    let index = 0
    for (const value of all(this)) yield* change(value, index++)
  },
  toArray() {
    return [...all(this)]
  },
  some(is: (value: unknown) => boolean) {
    for (const value of all(this)) if (is(value)) return true
    return false
  },
  every(is: (value: unknown) => boolean) {
    for (const value of all(this)) if (!is(value)) return false
    return true
  },
  find(is: (value: unknown) => boolean) {
    for (const value of all(this)) if (is(value)) return value
    return undefined
  },
}

const add = (to: object, name: string, value: unknown): void => {
  if (!(name in to)) Object.defineProperty(to, name, { value, writable: true, configurable: true })
}

for (const [name, helper] of Object.entries(helpers)) add(iterator, name, helper)

add(Map, 'groupBy', (values: Iterable<unknown>, keyOf: (value: unknown, index: number) => unknown) => {
  const groups = new Map<unknown, unknown[]>()
  let index = 0
  for (const value of values) {
    const key = keyOf(value, index++)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  return groups
})

add(Promise, 'withResolvers', () => {
  let resolve: unknown
  let reject: unknown
  // oxlint-disable-next-line promise/avoid-new -- it is what the missing function does
  const promise = new Promise((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
})
