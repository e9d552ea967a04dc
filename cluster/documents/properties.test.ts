import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isVmpError } from '../../lib/errors.ts'
import { memoryStore } from '../store/memory.ts'
import { collection } from './collection.ts'
import type { Collection } from './collection.ts'
import type { Document } from './document.ts'
import { shelf } from './__fixtures__/shelf.ts'

interface Spec {
  readonly boards: number
}
interface Status {
  readonly books: number
}
/** A document as far as the model knows it. */
interface Modelled {
  readonly name: string
  readonly spec: Spec
  readonly status: Status
  readonly revision: number
}
type Model = Map<string, Modelled>

const id = fc.constantFrom('a', 'b', 'c', 'd')
const name = fc.constantFrom('Ä', 'ä', '中', 'x', 'X')
const boards = fc.integer({ min: 0, max: 3 })
const ifMatch = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined })
const operation = fc.oneof(
  fc.record({ do: fc.constant('create' as const), id, name, boards }),
  fc.record({ do: fc.constant('spec' as const), id, name: fc.option(name, { nil: undefined }), boards, ifMatch }),
  fc.record({ do: fc.constant('status' as const), id, books: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ do: fc.constant('remove' as const), id, ifMatch }),
)
type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** Does it to the model; the code of what refuses it. */
function applyToModel(model: Model, wanted: Operation): string {
  const there = model.get(wanted.id)
  const taken = (name: string): boolean => [...model].some(([id, each]) => id !== wanted.id && same(each.name, name))
  if (wanted.do === 'create') {
    if (wanted.boards < 1) return 'document.invalid'
    if ([...model.values()].some((each) => same(each.name, wanted.name))) return 'document.nameTaken'
    if (there) return 'document.exists'
    model.set(wanted.id, { name: wanted.name, spec: { boards: wanted.boards }, status: { books: 0 }, revision: 1 })
    return 'done'
  }
  if (!there) return 'document.notFound'
  if (wanted.do === 'status') {
    model.set(wanted.id, { ...there, status: { books: wanted.books } })
    return 'done'
  }
  if (wanted.ifMatch !== undefined && wanted.ifMatch !== there.revision) return 'document.changed'
  if (wanted.do === 'remove') {
    model.delete(wanted.id)
    return 'done'
  }
  const to = { name: wanted.name ?? there.name, spec: { boards: wanted.boards } }
  if (to.name === there.name && to.spec.boards === there.spec.boards) return 'done'
  if (wanted.boards < 1) return 'document.invalid'
  if (taken(to.name)) return 'document.nameTaken'
  model.set(wanted.id, { ...there, ...to, revision: there.revision + 1 })
  return 'done'
}

async function applyTo(shelves: Collection<Spec, Status>, wanted: Operation): Promise<string> {
  const options = 'ifMatch' in wanted && wanted.ifMatch !== undefined ? { ifMatch: wanted.ifMatch } : {}
  try {
    if (wanted.do === 'create') {
      const document = { name: wanted.name, spec: { boards: wanted.boards }, status: { books: 0 } }
      await shelves.create(document, { id: wanted.id })
    } else if (wanted.do === 'spec') {
      const change = { ...(wanted.name === undefined ? {} : { name: wanted.name }), spec: { boards: wanted.boards } }
      await shelves.changeSpec(wanted.id, () => change, options)
    } else if (wanted.do === 'status') await shelves.changeStatus(wanted.id, () => ({ books: wanted.books }))
    else await shelves.remove(wanted.id, options)
    return 'done'
  } catch (error) {
    if (isVmpError(error)) return error.code
    throw error
  }
}

const seen = ({ name, spec, status, revision }: Document<Spec, Status>): Modelled => ({
  name: name!,
  spec,
  status,
  revision,
})

test('documents are, after whatever is done to them, as a plain map says; so is what a watcher heard', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 40 }), async (operations) => {
      const shelves = collection(memoryStore(), shelf)
      const { revision } = await shelves.list()
      const model: Model = new Map()
      for (const each of operations) expect(await applyTo(shelves, each)).toBe(applyToModel(model, each))
      const { items, revision: last } = await shelves.list()
      expect(new Map(items.map((item) => [item.id, seen(item)]))).toEqual(model)
      for (const wanted of ['Ä', '中', 'x']) {
        const holder = [...model].find(([, each]) => same(each.name, wanted))?.[0]
        expect((await shelves.findByName(wanted))?.id).toBe(holder)
      }
      expect(await heard(shelves, revision, last)).toEqual(model)
    }),
    { numRuns: 200 },
  )
})

/** What a watcher makes of all that happened between two revisions. */
async function heard(shelves: Collection<Spec, Status>, after: number, last: number): Promise<Model> {
  const model: Model = new Map()
  if (last === after) return model
  for await (const { revision, changes } of shelves.watch(after, AbortSignal.timeout(5000))) {
    for (const change of changes) {
      if ('put' in change) model.set(change.put.id, seen(change.put))
      else if ('delete' in change) model.delete(change.delete)
    }
    if (revision >= last) break
  }
  return model
}

test('of those who change documents at once nobody undoes what another did, and no name is given twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 2, maxLength: 12 }), async (operations) => {
      const store = memoryStore()
      const shelves = collection(store, shelf, { random: () => 0 })
      for (const id of ['a', 'b']) await shelves.create({ name: id, spec: { boards: 1 }, status: { books: 0 } }, { id })
      const adding = Array.from({ length: 5 }, () =>
        shelves.changeStatus('a', ({ status }) => ({ books: status.books + 1 })),
      )
      const others = operations.filter((each) => each.id !== 'a' || each.do === 'spec')
      await Promise.all([...adding, ...others.map((each) => applyTo(shelves, each))])
      expect((await shelves.get('a')).status).toEqual({ books: 5 })
      const { items } = await shelves.list()
      const names = (await store.list('names/')).entries
      expect(names.length).toBe(items.length)
      for (const { id, name } of items) expect((await shelves.findByName(name!))?.id).toBe(id)
    }),
    { numRuns: 100 },
  )
})
