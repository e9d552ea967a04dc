import { styleText } from 'node:util'
import type { WriteStream } from 'node:tty'
import type { StepEvent } from '../../lib/steps.ts'
import { say, sayAny } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import { decimalSize } from '../../lib/units.ts'
import { duration } from './duration.ts'
import { truncate } from '../../lib/text/width.ts'

/** What of a terminal the view needs; a pipe or file has neither `isTTY` nor `columns`. */
export type Terminal = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>

export interface StepViewOptions {
  readonly out: Terminal
  readonly language: Language
  /** JSON lines of the events themselves, for programs. */
  readonly json?: boolean
  readonly now?: () => number
}

export interface StepView {
  /** Takes the events of one or more operations; pass it as `sink`. */
  readonly sink: (event: StepEvent) => void
  /** Clears the live line. Call it when the operation is over, also when it failed. */
  end(): void
}

interface Active {
  readonly key: string
  readonly title: string
  readonly since: number
  progress?: StepEvent
  saidAt: number
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const REDRAW = 100
/** Without a terminal, progress is a line at most this often, so that a log stays readable. */
const PLAIN_EVERY = 10_000

/** Shows steps as they happen: a live line on a terminal, plain lines elsewhere, JSON lines on request. */
export function stepView(options: StepViewOptions): StepView {
  if (options.json)
    return { sink: (event) => void options.out.write(`${JSON.stringify(event)}\n`), end: () => undefined }
  return options.out.isTTY ? liveView(options) : plainView(options)
}

const keyOf = (event: StepEvent): string => `${event.run}.${event.step}`

/** The steps that run now; one operation may run inside a step of another, so this is a stack. */
function activeSteps(language: Language, now: () => number) {
  const stack: Active[] = []
  return {
    stack,
    start(event: StepEvent): Active {
      const title = sayAny(language, `${event.task}.${event.step}`)
      const step = { key: keyOf(event), title, since: now(), saidAt: now() }
      stack.push(step)
      return step
    },
    find: (event: StepEvent): Active | undefined => stack.find(({ key }) => key === keyOf(event)),
    finish(event: StepEvent): Active | undefined {
      const index = stack.findIndex(({ key }) => key === keyOf(event))
      return index < 0 ? undefined : stack.splice(index)[0]
    },
  }
}

function plainView({ out, language, now = Date.now }: StepViewOptions): StepView {
  const active = activeSteps(language, now)
  const write = (text: string): void => void out.write(`${text}\n`)
  return {
    sink(event) {
      if (event.step === undefined) return
      if (event.type === 'started')
        return write(say(language, 'progress.started', { title: active.start(event).title }))
      if (event.type === 'note') return write(noteOf(event, language))
      const step = event.type === 'progress' ? active.find(event) : active.finish(event)
      if (!step) return
      if (event.type !== 'progress') return write(endOf(event, step, language, now()))
      // What stands still is said once: a log full of the same line hides what happens.
      const moved = event.done !== step.progress?.done
      step.progress = event
      if (!moved || now() - step.saidAt < PLAIN_EVERY) return
      step.saidAt = now()
      write(`${step.title}: ${amount(step, language, now())}`)
    },
    end: () => undefined,
  }
}

function liveView({ out, language, now = Date.now }: StepViewOptions): StepView {
  const active = activeSteps(language, now)
  let shown = false
  const clear = (): void => {
    if (shown) out.write('\r\u001B[2K')
    shown = false
  }
  const draw = (): void => {
    clear()
    const step = active.stack.at(-1)
    if (!step) return
    const frame = FRAMES[Math.floor(now() / REDRAW) % FRAMES.length]!
    const parts = [step.title, amount(step, language, now()), duration(now() - step.since)].filter(
      (part) => part !== '',
    )
    const indent = '  '.repeat(active.stack.length - 1)
    out.write(truncate(`${indent}${frame} ${parts.join(' · ')}`, (out.columns ?? 80) - 1))
    shown = true
  }
  const write = (text: string): void => {
    clear()
    out.write(`${text}\n`)
    draw()
  }
  let timer: NodeJS.Timeout | undefined
  return {
    sink(event) {
      timer ??= setInterval(draw, REDRAW).unref()
      if (event.step === undefined) return
      const indent = '  '.repeat(Math.max(0, active.stack.length - 1))
      if (event.type === 'started') active.start(event)
      else if (event.type === 'note') write(indent + noteOf(event, language))
      else if (event.type === 'progress') {
        const step = active.find(event)
        if (step) step.progress = event
      } else {
        const step = active.finish(event)
        const done = event.type === 'done'
        const mark = styleText(done ? 'green' : 'red', done ? '✔' : '✖', { stream: out })
        if (step) write(`${indent}${mark} ${endOf(event, step, language, now())}`)
      }
    },
    end() {
      clearInterval(timer)
      timer = undefined
      clear()
    },
  }
}

function noteOf({ message }: StepEvent, language: Language): string {
  return message ? `  ${sayAny(language, message.key, message.params)}` : ''
}

/** The last line of a step: how long it took and how much it did. Why it failed is said once, by the command. */
function endOf(event: StepEvent, step: Active, language: Language, now: number): string {
  const took = duration(now - step.since)
  const size = step.progress?.unit === 'bytes' ? [decimalSize(step.progress.done ?? 0)] : []
  if (event.type === 'failed') return say(language, 'progress.failed', { title: step.title, took })
  if (event.type === 'cancelled') return say(language, 'progress.cancelled', { title: step.title, took })
  return say(language, 'progress.done', { title: step.title, took: [took, ...size].join(', ') })
}

/** How far a step is: `120 MB of 360 MB · 33 % · 12 MB/s · 20 s left`, with what is known of it. */
function amount({ progress, since }: Active, language: Language, now: number): string {
  if (!progress || progress.done === undefined) return ''
  const { done, total, unit, left } = progress
  const still = (milliseconds: number): string => say(language, 'progress.left', { time: duration(milliseconds) })
  if (unit === 'percent') return [`${Math.round(done)} %`, ...(left === undefined ? [] : [still(left)])].join(' · ')
  const count = (value: number): string => (unit === 'bytes' ? decimalSize(value) : String(value))
  const seconds = (now - since) / 1000
  const rate = seconds >= 1 ? done / seconds : 0
  const parts = [total === undefined ? count(done) : `${count(done)} / ${count(total)}`]
  if (total !== undefined && total > 0) parts.push(`${Math.floor((100 * done) / total)} %`)
  if (unit === 'bytes' && rate > 0) parts.push(`${decimalSize(rate)}/s`)
  if (total !== undefined && rate > 0 && done < total) parts.push(still(((total - done) / rate) * 1000))
  return parts.join(' · ')
}
