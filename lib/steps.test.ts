import { describe, expect, test } from 'vitest'
import { VmpError } from './errors.ts'
import { steps } from './steps.ts'
import type { StepEvent } from './steps.ts'

const words = ({ type, step }: StepEvent): string => (step === undefined ? type : `${step} ${type}`)

const recorder = () => {
  const events: StepEvent[] = []
  return { events, sink: (event: StepEvent) => void events.push(event) }
}

describe('steps', () => {
  test('run in order, each with the input and what the ones before it returned', async () => {
    const { events, sink } = recorder()
    const sum = steps<{ a: number }>('test.sum')
      .step('first', ({ input }) => ({ value: input.a + 1 }))
      .step('second', async ({ input, results }) => results.first.value * input.a)
    expect(sum.ids).toEqual(['first', 'second'])
    expect(await sum.run({ a: 3 }, { sink })).toEqual({ first: { value: 4 }, second: 12 })
    expect(events.map(words)).toEqual([
      'started',
      'first started',
      'first done',
      'second started',
      'second done',
      'finished',
    ])
  })

  test('number their events without a gap, and tell one run from another', async () => {
    const { events, sink } = recorder()
    const now = () => new Date('2026-01-02T03:04:05Z')
    const task = steps('test.task').step('only', ({ progress, note }) => {
      progress({ done: 1, total: 2, unit: 'items' })
      note('who.ipxe')
    })
    await task.run(undefined, { sink, now })
    const { run } = events[0]!
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
    expect(events[2]).toEqual({
      task: 'test.task',
      run,
      seq: 3,
      at: '2026-01-02T03:04:05.000Z',
      type: 'progress',
      step: 'only',
      done: 1,
      total: 2,
      unit: 'items',
    })
    expect(events[3]).toMatchObject({ type: 'note', message: { key: 'who.ipxe', params: {} } })
    const again = recorder()
    await task.run(undefined, { sink: again.sink })
    expect(again.events[0]!.run).not.toBe(run)
  })

  test('end with the first that fails; those after it never start', async () => {
    const { events, sink } = recorder()
    const failing = steps('test.task')
      .step('a', () => {
        throw new VmpError('machine.unknown', { machine: 'm1' })
      })
      .step('b', () => expect.unreachable())
    await expect(failing.run(undefined, { sink })).rejects.toMatchObject({ code: 'machine.unknown' })
    expect(events.map(words)).toEqual(['started', 'a started', 'a failed', 'failed'])
    expect(events.at(-1)).toMatchObject({ error: { code: 'machine.unknown', params: { machine: 'm1' } } })
  })

  test('keep the cause of a failure that is not in the catalogue', async () => {
    const cause = new TypeError('x is not a function')
    const failing = steps('test.task').step('a', () => Promise.reject(cause))
    await expect(failing.run(undefined)).rejects.toMatchObject({ code: 'internal', cause })
  })

  test('that are cancelled in the middle say so, whatever the step throws then', async () => {
    const { events, sink } = recorder()
    const cancel = new AbortController()
    const task = steps('test.task')
      .step('a', ({ signal }) => {
        cancel.abort()
        expect(signal.aborted).toBe(true)
        throw new Error('connection reset')
      })
      .step('b', () => expect.unreachable())
    await expect(task.run(undefined, { signal: cancel.signal, sink })).rejects.toMatchObject({ code: 'cancelled' })
    expect(events.map(words)).toEqual(['started', 'a started', 'a cancelled', 'cancelled'])
  })

  test('that are cancelled while a step does not listen stop before the next one', async () => {
    const { events, sink } = recorder()
    const cancel = new AbortController()
    let began = false
    const task = steps('test.task')
      .step('deaf', () => cancel.abort())
      .step('next', () => void (began = true))
    await expect(task.run(undefined, { signal: cancel.signal, sink })).rejects.toMatchObject({ code: 'cancelled' })
    expect(began).toBe(false)
    expect(events.map(words)).toEqual([
      'started',
      'deaf started',
      'deaf done',
      'next started',
      'next cancelled',
      'cancelled',
    ])
  })

  test('that were done before they could be cancelled are done', async () => {
    const cancel = new AbortController()
    const task = steps('test.task').step('last', () => {
      cancel.abort()
      return 'whole'
    })
    expect(await task.run(undefined, { signal: cancel.signal })).toEqual({ last: 'whole' })
  })

  test('can be shared: adding a step to one chain does not change another', () => {
    const common = steps('test.task').step('a', () => 1)
    common.step('b', () => 2)
    expect(common.step('c', () => 3).ids).toEqual(['a', 'c'])
  })
})

test('ends after the step that it is told, as if there were no more', async () => {
  const done: string[] = []
  const events: StepEvent[] = []
  const work = steps<undefined>('image.build')
    .step('one', () => void done.push('one'))
    .step('two', () => void done.push('two'))
  await work.run(undefined, { until: 'one', sink: (event) => events.push(event) })
  expect(done).toEqual(['one'])
  expect(events.at(-1)?.type).toBe('finished')
})
