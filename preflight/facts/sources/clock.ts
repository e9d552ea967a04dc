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

export async function readClock({ clock, list, target, text }: SourceContext): Promise<ClockFacts> {
  const [{ rtc, system, reference, ahead }, folder, clocks, chip] = await Promise.all([
    clock(),
    target('/sys/class/rtc'),
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
    // A machine without a hardware clock has the folder, and nothing in it.
    settable: folder === undefined ? null : clocks.length > 0,
    battery: batteryOf(chip ?? ''),
  }
}

/** The PC's clock chip says in register D whether its memory kept its power (drivers/rtc/rtc-cmos.c: batt_status). */
function batteryOf(chip: string): ClockFacts['battery'] {
  const status = /^batt_status\s*:\s*(\w+)/m.exec(chip)?.[1]
  return status === 'okay' ? 'good' : status === 'dead' ? 'low' : null
}
