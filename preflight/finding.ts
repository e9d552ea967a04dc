/** What a check found: how bad it is, what was measured, what was asked for. Its words are in the catalogue, by its code. */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Known, Text } from './facts/schema/common.ts'

/** From worst to least. `unknown`: what decides it could not be read; `note`: worth saying, nothing to do. */
export const severities = ['fail', 'warn', 'unknown', 'advice', 'note'] as const
export const Severity = Type.Enum(severities)
export type Severity = (typeof severities)[number]

const Params = Type.Record(Type.String(), Type.Union([Type.String({ maxLength: 1024 }), Type.Number()]))

/** One option in one maker's firmware setup, from a published source. */
export const VendorRemedy = Type.Object({
  vendor: Text,
  applies: Type.String({ maxLength: 256, description: 'the models or generations that the source is about' }),
  menu: Type.Array(Text, {
    description: 'the path through the menus, as the screen writes it; empty: the source names only the option',
  }),
  option: Text,
  value: Text,
  source: Type.Object({ title: Type.String(), url: Type.String() }),
})
export type VendorRemedy = Static<typeof VendorRemedy>

export const Finding = Type.Object({
  code: Type.String({
    description: 'check.problem; the messages preflight.<code>.cause and preflight.<code>.remedy are its words',
  }),
  severity: Severity,
  subject: Known(Type.String({ maxLength: 256, description: 'the disk, NIC or sensor it is about' })),
  params: Params,
  measured: Known(Type.String({ maxLength: 1024, description: 'value and unit, no words: "3.2 GiB", "100 Mb/s"' })),
  threshold: Known(Type.String({ maxLength: 256, description: 'likewise: "≥ 3.5 GiB"' })),
  vendorRemedies: Type.Array(VendorRemedy),
})
export type Finding = Static<typeof Finding>
