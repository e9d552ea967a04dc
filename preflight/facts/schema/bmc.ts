import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Count, Instant, Known, Text } from './common.ts'

export const Sensor = Type.Object({
  name: Text,
  value: Known(Type.Number()),
  unit: Known(Text),
  reading: Known(
    Type.String({ maxLength: 256, description: 'as the controller says it: "23 degrees C", "Power Supply AC lost"' }),
  ),
  state: Type.Enum(['ok', 'warning', 'critical', 'absent'], {
    description:
      "the controller's own thresholds: nc is warning, cr and nr are critical; a sensor without thresholds: by what it asserts",
  }),
})
export type Sensor = Static<typeof Sensor>

export const BmcEvent = Type.Object({
  at: Known(Type.String({ maxLength: 256, description: "by the controller's own clock, as it writes it" })),
  sensor: Known(Text),
  event: Text,
})
export type BmcEvent = Static<typeof BmcEvent>

export const BmcFacts = Type.Object({
  present: Type.Boolean({ description: 'SMBIOS type 38 names one, or the kernel drives one' }),
  address: Known(Text),
  mac: Known(Text),
  firmware: Known(Text),
  ipmi: Known(Text),
  manufacturer: Known(Text),
  powerRestore: Known(Type.Enum(['always-on', 'previous', 'always-off'])),
  sensors: Type.Array(Sensor, { maxItems: 1024 }),
  events: Known(
    Type.Object({
      count: Count,
      last: Type.Array(BmcEvent, { description: 'the newest last, at most 20' }),
    }),
  ),
})
export type BmcFacts = Static<typeof BmcFacts>

/** The clocks as they were before anything set them. */
export const ClockFacts = Type.Object({
  rtc: Known(Instant),
  system: Known(Instant),
  reference: Known(Type.Enum(['station', 'ntp'], { description: 'what they were compared with; null: nothing yet' })),
  ahead: Known(Type.Number({ description: 'seconds that the system clock was ahead of the reference' })),
  rtcAhead: Known(Type.Number({ description: 'seconds that the hardware clock was ahead of the reference' })),
  settable: Known(Type.Boolean({ description: 'false: there is no hardware clock, or writing it failed' })),
  battery: Known(
    Type.Enum(['good', 'low'], { description: 'by the clock chip, or a voltage sensor of the management controller' }),
  ),
})
export type ClockFacts = Static<typeof ClockFacts>
