/** Thresholds and severities. Shipped ones are files with comments in policies/; a site may write its own upon one of them. */
import { Type } from 'typebox'
import type { Static } from 'typebox'

const Level = Type.Enum(['fail', 'warn', 'advice', 'off'])

const GiB = Type.Number({ minimum: 0, description: 'GiB' })
const GB = Type.Number({ minimum: 0, description: 'GB as disks are sold' })
const Seconds = Type.Number({ minimum: 0, description: 'seconds' })
const Percent = Type.Number({ minimum: 0, maximum: 100 })
const Mbps = Type.Number({ minimum: 0, description: 'Mb/s' })

export const Thresholds = Type.Object(
  {
    memory: Type.Object(
      { usable: GiB, installed: GiB, required: GiB, advised: GiB },
      {
        additionalProperties: false,
        description:
          'usable: less is unfit; required: less installed is unfit (0: not asked); installed: less is a warning; advised: less is advice',
      },
    ),
    disk: Type.Object(
      { system: GB, wear: Percent, spare: Percent },
      {
        additionalProperties: false,
        description:
          'system: without one disk of this size there is no place for a system; wear: more is a warning; spare: less is a warning',
      },
    ),
    nic: Type.Object({ speed: Mbps, storage: Mbps }, { additionalProperties: false }),
    clock: Type.Object({ fail: Seconds, warn: Seconds }, { additionalProperties: false }),
    network: Type.Object(
      {
        mtu: Type.Integer({ minimum: 576, maximum: 9216 }),
        probe: Type.Union([Type.String({ format: 'ipv4' }), Type.Null()]),
        vlan: Type.Union([Type.Integer({ minimum: 1, maximum: 4094 }), Type.Null()]),
      },
      { additionalProperties: false },
    ),
    events: Type.Integer({ minimum: 1, maximum: 20, description: 'entries of the event log that a report shows' }),
  },
  { additionalProperties: false },
)

export const Policy = Type.Object(
  {
    version: Type.Literal(1),
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }),
    description: Type.Object({ en: Type.String(), zh: Type.String() }, { additionalProperties: false }),
    thresholds: Thresholds,
    /** How bad each finding is, by its code. `off`: not reported. */
    severities: Type.Record(Type.String(), Level),
    /** What must be known of a fit machine: nothing, what every host needs (memory, virtualization, disk, port), or all. */
    known: Type.Enum(['nothing', 'essential', 'all']),
  },
  { additionalProperties: false },
)
export type Policy = Static<typeof Policy>
