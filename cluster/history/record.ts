/** What is kept of something that happened on a host: an event, or a line of the audit. */

export const levels = ['info', 'warning', 'error'] as const
export type Level = (typeof levels)[number]

export interface Subject {
  /** `vm`, `host`, `user`, … */
  readonly kind: string
  readonly id: string
  readonly name: string | null
}

export interface Line<Body> {
  /** ISO 8601, of the host's clock at that moment. */
  readonly at: string
  readonly level: Level
  /** What happened, general to special: `user.locked`. */
  readonly kind: string
  /** Who did it, as people read it. */
  readonly actor: string | null
  readonly object: Subject | null
  /** The rest, as JSON. */
  readonly body: Body
  /** What a search by text looks through, besides actor and object. */
  readonly words: string
}

export interface Kept<Body> extends Omit<Line<Body>, 'words'> {
  /** Grows with each record of a host; never used twice. */
  readonly seq: number
}

/** Every part that is given must fit. */
export interface Search {
  /** Anywhere, in upper or lower case. */
  readonly text?: string | undefined
  /** This kind, or all that begin with it and a dot. */
  readonly kind?: string | undefined
  /** At least this bad. */
  readonly level?: Level | undefined
  readonly actor?: string | undefined
  /** Id or name. */
  readonly object?: string | undefined
  /** ISO 8601, from and before. */
  readonly since?: string | undefined
  readonly until?: string | undefined
}

/** Newest first. */
export interface HistoryPage<Body> {
  readonly records: readonly Kept<Body>[]
  /** Where older ones begin: `before` of the next page; null when all was looked through. A page may hold less than was asked for and still not be the last. */
  readonly next: number | null
}
