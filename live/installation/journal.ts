/**
 * What an installation said and how it stands, kept where it outlives a restart of the live program: the station may be
 * away for a while, and a second installer must never run beside the first.
 */
import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isSystemError, type Problem } from '../../lib/errors.ts'
import { writeFileSafely } from '../../lib/files.ts'
import type { StepEvent } from '../../lib/steps.ts'
import type { PublicKey } from '../../pxe/contract/live.ts'

interface End {
  readonly outcome: 'written' | 'failed' | 'cancelled'
  readonly step: string | null
  readonly problem: Problem | null
}

export interface Standing {
  readonly installation: string
  /** What the host will be called. */
  readonly name: string
  /** How often it was begun: once, and again after each restart of this program. */
  readonly attempts: number
  readonly finish: 'reboot' | 'poweroff'
  readonly key: PublicKey | null
  /** Null while it runs. */
  readonly end: End | null
  /** The logs of one that failed. */
  readonly bundle: string | null
}

export interface Journal {
  readonly standing: () => Standing | null
  /** Begins a new one, and forgets what the last one said; the same one again goes on. */
  readonly begin: (standing: Standing) => void
  readonly update: (change: Partial<Omit<Standing, 'installation'>>) => void
  readonly add: (event: StepEvent) => void
  /** All that was said, from the first. */
  readonly events: () => readonly StepEvent[]
  /** Called after each change. */
  readonly watch: (watcher: () => void) => void
}

/** Milliseconds between two words on the progress of one step. */
const progressEvery = 1000
/** Progress is no longer kept then: a step that never ends must not fill the memory. */
const mostEvents = 5000

/** In the program's folder. */
export const journalFolder = 'installation'
export const journalFiles = (folder: string) =>
  ({ standing: join(folder, 'standing.json'), events: join(folder, 'events') }) as const

export function journal(folder: string): Journal {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { standing: standingFile, events: eventsFile } = journalFiles(folder)
  let standing = read(standingFile, (text) => JSON.parse(text) as Standing)
  const events =
    read(eventsFile, (text) => text.split('\n').flatMap((line) => (line === '' ? [] : parseLine(line)))) ?? []
  const watchers: (() => void)[] = []
  let lastProgress = { step: '', at: 0 }

  const keep = (next: Standing): void => {
    standing = next
    writeFileSafely(standingFile, JSON.stringify(next), 0o600)
    for (const watcher of watchers) watcher()
  }
  return {
    standing: () => standing,
    begin(next) {
      if (standing?.installation !== next.installation) {
        rmSync(eventsFile, { force: true })
        events.length = 0
      }
      lastProgress = { step: '', at: 0 }
      keep(next)
    },
    update(change) {
      if (standing !== null) keep({ ...standing, ...change })
    },
    add(event) {
      if (event.type === 'progress') {
        const { step = '', at } = event
        const time = Date.parse(at)
        const soon = lastProgress.step === step && time - lastProgress.at < progressEvery
        if (soon || events.length >= mostEvents) return
        lastProgress = { step, at: time }
      }
      events.push(event)
      // The line's end comes first: a half line, of a program that was killed, spoils no other.
      appendFileSync(eventsFile, `\n${JSON.stringify(event)}`, { mode: 0o600 })
      for (const watcher of watchers) watcher()
    },
    events: () => events,
    watch: (watcher) => void watchers.push(watcher),
  }
}

function read<Value>(file: string, parse: (text: string) => Value): Value | null {
  try {
    return parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return null
    throw error
  }
}

/** A line may be half: the program was killed while it wrote. */
function parseLine(line: string): StepEvent[] {
  try {
    return [JSON.parse(line) as StepEvent]
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}
