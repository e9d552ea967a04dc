import { afterEach, expect, test, vi } from 'vitest'
import { consoleInput, keyHandler, wholeKeys } from './keyboard.ts'

afterEach(() => {
  vi.useRealTimers()
})

function typed(keys: string, between = 100): string[] {
  const done: string[] = []
  let time = 0
  const press = keyHandler(
    {
      newCode: () => done.push('code'),
      save: () => done.push('save'),
      restart: () => done.push('restart'),
      powerOff: () => done.push('off'),
    },
    () => (time += between),
  )
  for (const key of keys) press(key)
  return done
}

test.each([
  ['c', ['code']],
  ['s', ['save']],
  ['r', []],
  ['rr', ['restart']],
  ['PP', ['off']],
  ['rp', []],
  ['rxr', []],
  ['q\u001B[A', []],
])('keys %s', (keys, done) => {
  expect(typed(keys)).toEqual(done)
})

test('the second press must come within three seconds', () => {
  expect(typed('rr', 3001)).toEqual([])
})

function consoleWithMenu() {
  const shown: string[] = []
  const keys: string[] = []
  const menu = {
    lines: () => ['the menu'],
    async input(text: string) {
      shown.push(`menu got ${JSON.stringify(text)}`)
      return text === '\u001B' ? ('closed' as const) : ('open' as const)
    },
  }
  const console = {
    take: (whole: ((columns: number, rows: number) => string[]) | null) =>
      void shown.push(whole === null ? 'status' : whole(80, 24)[0]!),
  }
  return { shown, keys, menu, console }
}

test('i opens the menu, which gets all keys until it closes', async () => {
  const { shown, keys, menu, console } = consoleWithMenu()
  const type = consoleInput(
    console,
    () => menu,
    (key) => keys.push(key),
  )
  await type('s')
  await type('i')
  void type('rr')
  await type('\u001B')
  await type('c')
  expect(shown).toEqual(['the menu', 'menu got "rr"', 'the menu', 'menu got "\\u001b"', 'status'])
  expect(keys).toEqual(['s', 'c'])
})

test('where nothing can be installed, i is no key', async () => {
  const { shown, keys, console } = consoleWithMenu()
  await consoleInput(
    console,
    () => null,
    (key) => keys.push(key),
  )('is')
  expect([shown, keys]).toEqual([[], ['i', 's']])
})

test.each([
  [['\u001B', '[', 'B'], ['\u001B[B']],
  [
    ['\u001B[', 'B\u001B'],
    ['\u001B[B', '\u001B'],
  ],
  [
    ['a\u001B[5', '~b'],
    ['a', '\u001B[5~b'],
  ],
  [['\u001BO', 'A'], ['\u001BOA']],
  [
    ['\u001B[B\u001B[B', ' '],
    ['\u001B[B\u001B[B', ' '],
  ],
  [['four words'], ['four words']],
])('what comes as %j is given on as %j', (parts, given) => {
  vi.useFakeTimers()
  const taken: string[] = []
  const type = wholeKeys((text) => void taken.push(text))
  for (const part of parts) type(part)
  vi.advanceTimersByTime(1000)
  expect(taken).toEqual(given)
})

test('an Esc that nothing follows is given on after half a second, and what comes later is another key', () => {
  vi.useFakeTimers()
  const taken: string[] = []
  const type = wholeKeys((text) => void taken.push(text))
  type('\u001B')
  vi.advanceTimersByTime(499)
  expect(taken).toEqual([])
  vi.advanceTimersByTime(1)
  expect(taken).toEqual(['\u001B'])
  type('[B')
  expect(taken).toEqual(['\u001B', '[B'])
})
