import type { LiveEvent } from '../contract/live.ts'
import { eventBus } from './events.ts'
import type { MachineRepository } from './repository.ts'

/** What the station says to live systems; who has no channel open does not hear it. */
export interface LiveChannel {
  tell(machine: string, event: Omit<LiveEvent, 'state'>): void
  /** Ends when `signal` aborts. */
  listen(boot: string, signal: AbortSignal): AsyncIterable<LiveEvent>
}

export function liveChannel(machines: Pick<MachineRepository, 'get'>): LiveChannel {
  const bus = eventBus<{ boot: string; event: LiveEvent }>()
  return {
    tell(machine, event) {
      const record = machines.get(machine)
      if (record?.live) bus.publish({ boot: record.live.bootId, event: { ...event, state: record.state } })
    },
    async *listen(boot, signal) {
      for await (const { boot: id, event } of bus.subscribe(signal)) if (id === boot) yield event
    },
  }
}
