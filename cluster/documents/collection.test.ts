import { Type } from 'typebox'
import { beforeEach, describe, expect, it } from 'vitest'
import { fakeClock } from '../../lib/__fixtures__/clock.ts'
import { describe as inWords, toProblem } from '../../lib/errors.ts'
import { troubled } from '../store/__fixtures__/troubled.ts'
import { memoryStore } from '../store/memory.ts'
import { collection } from './collection.ts'
import type { DocumentBatch } from './collection.ts'
import { documentKey } from './keys.ts'
import { AnyName, kind } from './kind.ts'
import { shelf } from './__fixtures__/shelf.ts'

const clock = fakeClock()
const now = (): Date => new Date('2026-11-23T10:00:00Z')
const memory = memoryStore({ clock })
const trouble = troubled(memory)
const shelves = collection(trouble.store, shelf, { now })
const code = (wanted: string) => expect.objectContaining({ code: wanted })
let count = 0
const newName = (): string => `shelf ${(count += 1)}`
const empty = { books: 0 }

beforeEach(() => {
  trouble.heal()
  trouble.before = async () => undefined
})

describe('a document', () => {
  it('is made, found by id and by name, changed and removed', async () => {
    const name = newName()
    const made = await shelves.create({ name, spec: { boards: 3 }, status: empty })
    expect(made).toEqual({
      id: made.id,
      kind: 'shelf',
      name,
      version: 1,
      spec: { boards: 3 },
      status: empty,
      created: '2026-11-23T10:00:00.000Z',
      revision: 1,
      at: made.at,
    })
    expect(await shelves.get(made.id)).toEqual(made)
    expect(await shelves.findByName(name.toUpperCase())).toEqual(made)
    const changed = await shelves.changeSpec(made.id, () => ({ spec: { boards: 4 } }))
    expect(changed).toEqual({ ...made, spec: { boards: 4 }, revision: 2, at: made.at + 1 })
    expect(await shelves.get(made.id)).toEqual(changed)
    await shelves.remove(made.id)
    expect(await shelves.find(made.id)).toBeUndefined()
    expect(await shelves.findByName(name)).toBeUndefined()
    await expect(shelves.get(made.id)).rejects.toEqual(code('document.notFound'))
    await shelves.create({ name, spec: { boards: 1 }, status: empty })
  })

  it('is refused with the place of what is wrong in it, before anything is written', async () => {
    const before = (await memory.list('')).revision
    const wrong = shelves.create({ name: newName(), spec: { boards: 21 }, status: empty })
    await expect(wrong).rejects.toMatchObject({
      code: 'document.invalid',
      params: { where: '/spec/boards', problem: '/spec/boards must be <= 20' },
    })
    for (const [name, spec, status, where] of [
      ['two\nlines', { boards: 1 }, empty, '/name'],
      [' blank', { boards: 1 }, empty, '/name'],
      ['x', { boards: 1, colour: 'red' }, empty, '/spec'],
      ['x', { boards: 1 }, { books: 'many' }, '/status/books'],
      [undefined, { boards: 1 }, empty, '/name'],
    ] as const) {
      const document = { ...(name === undefined ? {} : { name }), spec, status: status as { books: number } }
      await expect(shelves.create(document)).rejects.toMatchObject({ code: 'document.invalid', params: { where } })
    }
    const id = { id: 'a/b' }
    await expect(shelves.create({ name: 'x', spec: { boards: 1 }, status: empty }, id)).rejects.toMatchObject({
      params: { where: '/id' },
    })
    expect((await memory.list('')).revision).toBe(before)
    const { id: sound } = await shelves.create({ name: newName(), spec: { boards: 1 }, status: empty })
    await expect(shelves.changeSpec(sound, () => ({ spec: { boards: 0 } }))).rejects.toEqual(code('document.invalid'))
    await expect(shelves.changeStatus(sound, () => ({ books: 0.5 }))).rejects.toEqual(code('document.invalid'))
  })

  it('has a name for itself, whatever the capitals and the width of the letters', async () => {
    const one = await shelves.create({ name: 'Kitchen', spec: { boards: 1 }, status: empty })
    const again = shelves.create({ name: 'ＫＩＴＣＨＥＮ', spec: { boards: 1 }, status: empty })
    await expect(again).rejects.toEqual(code('document.nameTaken'))
    const two = await shelves.create({ name: newName(), spec: { boards: 1 }, status: empty })
    const taking = shelves.changeSpec(two.id, ({ spec }) => ({ name: 'kitchen', spec }))
    await expect(taking).rejects.toEqual(code('document.nameTaken'))
    expect((await shelves.changeSpec(one.id, ({ spec }) => ({ name: 'KITCHEN', spec }))).revision).toBe(2)
    await shelves.changeSpec(one.id, ({ spec }) => ({ name: 'Cellar', spec }))
    expect((await shelves.changeSpec(two.id, ({ spec }) => ({ name: 'kitchen', spec }))).name).toBe('kitchen')
    expect((await shelves.findByName('cellar'))?.id).toBe(one.id)
    expect((await shelves.findByName('kitchen'))?.id).toBe(two.id)
  })

  it('of a known id is made once', async () => {
    const options = { id: `s-${newName().slice(6)}` }
    const results = await Promise.allSettled(
      [1, 2].map((boards) => shelves.create({ name: newName(), spec: { boards }, status: empty }, options)),
    )
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'document.exists' } })
  })
})

describe('writers', () => {
  const make = () => shelves.create({ name: newName(), spec: { boards: 1 }, status: empty })

  it('of spec and status never overwrite each other', async () => {
    const { id } = await make()
    trouble.before = async () => {
      trouble.before = async () => undefined
      await shelves.changeStatus(id, () => ({ books: 7 }))
    }
    await shelves.changeSpec(id, () => ({ spec: { boards: 2 } }))
    trouble.before = async () => {
      trouble.before = async () => undefined
      await shelves.changeSpec(id, () => ({ spec: { boards: 3 } }))
    }
    await shelves.changeStatus(id, ({ status }) => ({ books: status.books + 1 }))
    expect(await shelves.get(id)).toMatchObject({ spec: { boards: 3 }, status: { books: 8 }, revision: 3 })
  })

  it('who are many lose nothing', async () => {
    const { id } = await make()
    const more = () => shelves.changeStatus(id, ({ status }) => ({ books: status.books + 1 }))
    await Promise.all(Array.from({ length: 20 }, more))
    expect((await shelves.get(id)).status).toEqual({ books: 20 })
  })

  it('who name a revision are refused when it is not the latest; the status does not count', async () => {
    const { id } = await make()
    await shelves.changeStatus(id, () => ({ books: 1 }))
    await shelves.changeSpec(id, () => ({ spec: { boards: 2 } }), { ifMatch: 1 })
    const late = shelves.changeSpec(id, () => ({ spec: { boards: 3 } }), { ifMatch: 1 })
    await expect(late).rejects.toMatchObject({ code: 'document.changed', params: { seen: 1, revision: 2 } })
    await expect(shelves.remove(id, { ifMatch: 1 })).rejects.toEqual(code('document.changed'))
    // Somebody else was quicker between reading and writing.
    trouble.before = async () => {
      trouble.before = async () => undefined
      await shelves.changeSpec(id, () => ({ spec: { boards: 9 } }))
    }
    await expect(shelves.remove(id, { ifMatch: 2 })).rejects.toEqual(code('document.changed'))
    await shelves.remove(id, { ifMatch: 3 })
  })

  it('who change nothing write nothing', async () => {
    const { id, at } = await make()
    expect(await shelves.changeSpec(id, ({ spec }) => ({ spec: { ...spec } }))).toMatchObject({ at, revision: 1 })
    expect(await shelves.changeStatus(id, () => ({ books: 0 }))).toMatchObject({ at })
    expect((await memory.list('')).revision).toBe(at)
  })

  it('give up in the end, in plain words', async () => {
    const { id } = await make()
    let books = 0
    const greedy = collection(memory, shelf)
    trouble.before = async () => void (await greedy.changeStatus(id, () => ({ books: (books += 1) })))
    const quick = collection(trouble.store, shelf, { random: () => 0 })
    await expect(quick.changeSpec(id, () => ({ spec: { boards: 5 } }))).rejects.toEqual(code('document.busy'))
    expect(books).toBe(20)
    expect((await shelves.get(id)).spec).toEqual({ boards: 1 })
  })
})

describe('an idempotency key', () => {
  const spec = { boards: 1 }

  it('makes one document, also when the answer was lost', async () => {
    const [name, idempotencyKey] = [newName(), newName()]
    trouble.loseAnswer()
    const lost = shelves.create({ name, spec, status: empty }, { idempotencyKey })
    await expect(lost).rejects.toEqual(code('store.unavailable'))
    const made = await shelves.create({ name, spec, status: empty }, { idempotencyKey })
    expect(await shelves.findByName(name)).toEqual(made)
    expect(await shelves.create({ name, spec, status: empty }, { idempotencyKey })).toEqual(made)
  })

  it('makes one document of two calls at once', async () => {
    const [name, idempotencyKey] = [newName(), newName()]
    const [one, two] = await Promise.all(
      [1, 2].map(() => shelves.create({ name, spec, status: empty }, { idempotencyKey })),
    )
    expect(one).toEqual(two)
  })

  it('makes one document without a name, too', async () => {
    const unnamed = kind({ name: 'note', title: 'who.other', spec: Type.String(), status: Type.Null() })
    const notes = collection(trouble.store, unnamed)
    const write = () => notes.create({ spec: 'x', status: null }, { idempotencyKey: 'k' })
    trouble.loseAnswer()
    await expect(write()).rejects.toEqual(code('store.unavailable'))
    const made = await write()
    const again = () => notes.create({ spec: 'y', status: null }, { idempotencyKey: 'l' })
    const [one, two] = await Promise.all([again(), again()])
    expect(one).toEqual(two)
    expect((await notes.list()).items.map(({ id }) => id).sort()).toEqual([made.id, one.id].sort())
  })

  it('is not for another content, and is forgotten after a day', async () => {
    const [name, idempotencyKey] = [newName(), newName()]
    await shelves.create({ name, spec, status: empty }, { idempotencyKey })
    const other = () => shelves.create({ name: newName(), spec, status: empty }, { idempotencyKey })
    await expect(other()).rejects.toEqual(code('document.keyReused'))
    await clock.advance(86_401_000)
    await other()
  })
})

describe('a list', () => {
  const kindOfList = kind({
    ...shelf,
    title: 'who.other',
    names: AnyName,
    spec: Type.Integer(),
    status: Type.Null(),
    name: 'listed',
  })
  const listed = collection(memory, kindOfList)
  const ids = Array.from({ length: 1203 }, (_, index) => `d-${String(index).padStart(4, '0')}`)

  it('comes in pages as it was at the first one, filtered, without those that cannot be read', async () => {
    for (const [index, id] of ids.entries()) await listed.create({ name: id, spec: index, status: null }, { id })
    expect((await listed.list()).items.map(({ id }) => id)).toEqual(ids)
    const seen: string[] = []
    let cursor: string | undefined
    for (let pages = 0; pages < 20; pages += 1) {
      const even = { where: ({ spec }: { spec: number }) => spec % 2 === 0, limit: 100, ...(cursor && { cursor }) }
      const { items, next } = await listed.list(even)
      expect(items.length).toBe(next === null ? 2 : 100)
      seen.push(...items.map(({ id }) => id))
      if (next === null) break
      cursor = next
      await listed.remove(ids[1200 - pages]!)
    }
    expect(seen).toEqual(ids.filter((_, index) => index % 2 === 0))
    await memory.commit({ when: [], changes: [{ put: documentKey('listed', 'd-x'), value: '{' }] })
    const { items, unreadable } = await listed.list({ where: ({ spec }) => spec < 3 })
    expect(items).toHaveLength(3)
    expect(unreadable).toMatchObject([{ id: 'd-x', problem: { code: 'document.damaged' } }])
  })

  it('is refused a cursor that is none', async () => {
    for (const cursor of ['', 'x', Buffer.from('1').toString('base64url')])
      await expect(listed.list({ cursor })).rejects.toEqual(code('input.invalid'))
  })
})

describe('a watch', () => {
  it('tells of documents as they are made, changed and removed', async () => {
    const { revision } = await shelves.list()
    const name = newName()
    const { id } = await shelves.create({ name, spec: { boards: 1 }, status: empty })
    await shelves.changeStatus(id, () => ({ books: 2 }))
    await memory.commit({ when: [], changes: [{ put: documentKey('shelf', 'bad'), value: 'x' }] })
    await shelves.remove(id)
    const seen: DocumentBatch<unknown, unknown>['changes'][number][] = []
    for await (const { changes } of shelves.watch(revision, AbortSignal.timeout(5000))) {
      seen.push(...changes)
      if (seen.length === 4) break
    }
    expect(seen).toMatchObject([
      { put: { id, name, status: empty } },
      { put: { id, status: { books: 2 } } },
      { unreadable: 'bad', problem: { code: 'document.damaged' } },
      { delete: id },
    ])
    await memory.commit({ when: [], changes: [{ delete: documentKey('shelf', 'bad') }] })
  })
})

describe('a document of another version', () => {
  const first = collection(
    memory,
    kind({ name: 'box', title: 'who.other', spec: Type.Object({ cm: Type.Integer() }), status: Type.Null() }),
  )
  const later = (migrations = [millimetres, deep]) =>
    collection(
      memory,
      kind({
        name: 'box',
        title: 'who.other',
        spec: Type.Object({ mm: Type.Integer(), deep: Type.Boolean() }),
        status: Type.Object({ full: Type.Boolean() }),
        migrations,
      }),
    )
  const millimetres = ({ spec }: { spec: unknown }) => ({
    spec: { mm: (spec as { cm: number }).cm * 10 },
    status: null,
  })
  const deep = ({ spec }: { spec: unknown }) => ({ spec: { ...(spec as object), deep: true }, status: { full: false } })

  it('is brought forward when it is read, and kept so when it is next written', async () => {
    const { id, at } = await first.create({ spec: { cm: 4 }, status: null })
    const boxes = later()
    const read = await boxes.get(id)
    expect(read).toMatchObject({ version: 3, spec: { mm: 40, deep: true }, status: { full: false }, at, revision: 1 })
    expect((await boxes.list()).items).toEqual([read])
    expect((await first.get(id)).spec).toEqual({ cm: 4 })
    await boxes.changeStatus(id, () => ({ full: true }))
    expect(await boxes.get(id)).toMatchObject({ version: 3, spec: { mm: 40, deep: true }, status: { full: true } })
    await boxes.remove(id)
  })

  it('that is newer is refused and never written by an older program', async () => {
    const { id } = await later().create({ spec: { mm: 1, deep: false }, status: { full: true } })
    const { value } = (await memory.get(documentKey('box', id)))!
    await expect(first.get(id)).rejects.toMatchObject({ code: 'document.newer', params: { found: 3, known: 1 } })
    await expect(first.changeStatus(id, () => null)).rejects.toEqual(code('document.newer'))
    await expect(first.remove(id)).rejects.toEqual(code('document.newer'))
    expect((await first.list()).unreadable).toMatchObject([{ id, problem: { code: 'document.newer' } }])
    expect((await memory.get(documentKey('box', id)))!.value).toBe(value)
    const problem = await first.get(id).catch(toProblem)
    expect(inWords(problem as never, 'zh').remedy).toContain('升级')
    await later().remove(id)
  })

  it('whose migration makes no valid one is told as damaged', async () => {
    const { id } = await first.create({ spec: { cm: 4 }, status: null })
    const wrong = later([
      millimetres,
      ({ spec }) => ({ spec: { ...(spec as object), deep: 1 as never }, status: { full: false } }),
    ])
    await expect(wrong.get(id)).rejects.toMatchObject({
      code: 'document.damaged',
      params: { problem: '/spec/deep must be boolean' },
    })
  })
})

describe('a rule over several documents', () => {
  const key = 'rules/one'
  const also = async () => {
    const entry = await memory.get(key)
    const { items } = await shelves.list()
    if (items.length < 2) throw new Error('the last shelf')
    return { when: [{ key, revision: entry?.revision ?? 0 }], changes: [{ put: key, value: 'x' }] }
  }

  it('holds when two changes that break it together are made at once', async () => {
    const { items } = await shelves.list()
    for (const { id } of items) await shelves.remove(id)
    const two = await Promise.all(
      [1, 2].map((boards) => shelves.create({ name: newName(), spec: { boards }, status: empty })),
    )
    const results = Promise.allSettled(two.map(({ id }) => shelves.remove(id, { also })))
    await clock.advance(1000)
    expect((await results).map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect((await shelves.list()).items).toHaveLength(1)
  })
})
