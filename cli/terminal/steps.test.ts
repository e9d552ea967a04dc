import { PassThrough } from 'node:stream'
import { beforeEach, afterEach, describe, expect, test, vi } from 'vitest'
import type { StepEvent } from '../../lib/steps.ts'
import { stepView } from './steps.ts'
import type { StepViewOptions, Terminal } from './steps.ts'

/** A terminal of 60 columns without colours, or a pipe, that keeps what was written to it. */
function screen(isTTY: boolean): { out: Terminal; text: () => string } {
  const stream = new PassThrough()
  let text = ''
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return { out: Object.assign(stream, { isTTY, columns: 60, getColorDepth: () => 1 }), text: () => text }
}

const at = '2026-01-01T00:00:00.000Z'
type Happening = Partial<StepEvent> & Pick<StepEvent, 'type'> & { readonly after?: number }

/** An image build inside the step `image` of another operation, as `npm start` runs it. */
const story: readonly Happening[] = [
  { type: 'started', task: 'outer', run: 'a', step: 'image' },
  { type: 'started', step: 'packages' },
  { type: 'progress', step: 'packages', done: 30e6, total: 360e6, unit: 'bytes', after: 2000 },
  { type: 'note', step: 'packages', message: { key: 'cli.json', params: {} } },
  { type: 'progress', step: 'packages', done: 180e6, total: 360e6, unit: 'bytes', after: 10_000 },
  { type: 'progress', step: 'packages', done: 360e6, total: 360e6, unit: 'bytes', after: 3000 },
  { type: 'progress', step: 'packages', done: 360e6, total: 360e6, unit: 'bytes', after: 20_000 },
  { type: 'done', step: 'packages', after: 500 },
  { type: 'started', step: '下载一个名字很长很长很长很长很长很长的主机镜像文件' },
  {
    type: 'progress',
    step: '下载一个名字很长很长很长很长很长很长的主机镜像文件',
    done: 40,
    unit: 'percent',
    after: 100,
  },
  { type: 'failed', step: '下载一个名字很长很长很长很长很长很长的主机镜像文件', after: 65_000 },
  { type: 'failed', error: { code: 'internal', params: {} } },
  { type: 'cancelled', task: 'outer', run: 'a', step: 'image' },
]

function play(isTTY: boolean, options: Partial<StepViewOptions> = {}): string {
  let now = 0
  const { out, text } = screen(isTTY)
  const view = stepView({ out, language: 'en', now: () => now, ...options })
  for (const [seq, { after = 0, ...event }] of story.entries()) {
    now += after
    vi.advanceTimersByTime(after > 0 ? 100 : 0)
    view.sink({ task: 'probe.build', run: 'b', seq, at, ...event })
  }
  view.end()
  return text()
}

describe('the view of steps', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('is a live line with what is done, how fast, and what is left on a terminal', async () => {
    const visible = play(true).replaceAll('\r\u001B[2K', '<clear>\n')
    await expect(visible).toMatchFileSnapshot('__golden__/steps-terminal.txt')
  })

  test('leaves only the finished steps on the terminal', () => {
    const left = play(true)
      .split('\n')
      .map((line) => line.split('\r\u001B[2K').at(-1))
    expect(left.filter((line) => line !== '')).toEqual([
      expect.stringContaining('print JSON'),
      expect.stringContaining('✔ probe.build.packages: done, 36 s, 360 MB'),
      expect.stringContaining('failed after 1 min 05 s'),
      expect.stringContaining('✖ outer.image: cancelled after 1 min 41 s'),
    ])
  })

  test('is plain lines without control characters elsewhere, progress every ten seconds at most', async () => {
    const text = play(false)
    expect(text).not.toContain('\u001B')
    expect(text).not.toContain('\r')
    await expect(text).toMatchFileSnapshot('__golden__/steps-plain.txt')
  })

  test('speaks Chinese', async () => {
    await expect(play(false, { language: 'zh' })).toMatchFileSnapshot('__golden__/steps-plain-zh.txt')
  })

  test('is the events themselves, a line each, with --json', () => {
    const events = play(true, { json: true }).trimEnd().split('\n')
    expect(events.map((line) => (JSON.parse(line) as StepEvent).type)).toEqual(story.map(({ type }) => type))
  })
})
