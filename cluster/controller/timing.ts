/** Milliseconds, each on the clock of whoever counts. */
export interface Timing {
  /** After its last sign of life the others wait as long before one of them begins a term. */
  readonly lifetime: number
  /**
   * The holder stops that much earlier, counted from when its last successful renewal was *sent*: for clocks that do not run
   * alike, and for what it must take back (the cluster IP) before somebody else begins.
   */
  readonly margin: number
  /** Between two renewals. */
  readonly renewal: number
}

/**
 * Longer than two elections of etcd in a row take, so that the loss of another host does not change the controller; short enough
 * for a new one within ten seconds, all in all.
 */
export const usualTiming: Timing = { lifetime: 7500, margin: 1000, renewal: 1000 }
