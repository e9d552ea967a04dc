/** The clocks as they were found, before anything set them, and the battery behind the hardware clock. */
import type { SourceContext } from '../context.ts'
import type { ClockFacts } from '../schema/bmc.ts'

export const noClock: ClockFacts = {
  rtc: null,
  system: null,
  reference: null,
  ahead: null,
  rtcAhead: null,
  settable: null,
  battery: null,
}

export async function readClock({ clock, list, text }: SourceContext): Promise<ClockFacts> {
  const [{ rtc, system, reference, ahead }, clocks, chip] = await Promise.all([
    clock(),
    list('/sys/class/rtc'),
    text('/proc/driver/rtc'),
  ])
  const between = rtc === null ? null : (Date.parse(rtc) - Date.parse(system)) / 1000
  return {
    rtc,
    system,
    reference,
    ahead,
    rtcAhead: ahead === null || between === null ? null : Math.round((ahead + between) * 1000) / 1000,
    settable: clocks.length > 0,
    battery: batteryOf(chip ?? ''),
  }
}

/** The PC's clock chip says in register D whether its memory kept its power (drivers/rtc/rtc-cmos.c: batt_status). */
function batteryOf(chip: string): ClockFacts['battery'] {
  const status = /^batt_status\s*:\s*(\w+)/m.exec(chip)?.[1]
  return status === 'okay' ? 'good' : status === 'dead' ? 'low' : null
}
