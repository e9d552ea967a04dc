import type { DhcpEvent, DhcpEventType } from './types.ts'

const WINDOW = 10_000
const MOST: Partial<Record<DhcpEventType, number>> = { malformed: 20, 'pool-exhausted': 20 }

/** Lets at most a few events of the kinds that a flood makes through in ten seconds: whoever listens may write them down. */
export function createEventLimit(now: () => Date, emit: (event: DhcpEvent) => void): (event: DhcpEvent) => void {
  const windows = new Map<DhcpEventType, { start: number; count: number }>()
  return (event) => {
    const most = MOST[event.type]
    if (most === undefined) return emit(event)
    const time = now().getTime()
    const window = windows.get(event.type)
    if (!window || time - window.start >= WINDOW) windows.set(event.type, { start: time, count: 1 })
    else if (window.count < most) window.count += 1
    else return undefined
    return emit(event)
  }
}
