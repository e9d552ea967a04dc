/** A check that does more than look, as a person asks the station for it, and how far the machine is with it. */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { DeepResult } from '../../preflight/report.ts'

const Text = Type.String({ maxLength: 64 })
const Tests = Type.Array(DeepResult.properties.test, { maxItems: 4, uniqueItems: true })

/** Milliseconds for all deep tests together. */
const budget = { minimum: 1000, maximum: 86_400_000 }
export const usualBudget = 600_000

/** Nothing of it: only look again. */
export const Wish = Type.Object({
  fix: Type.Optional(Type.Boolean({ description: 'set right what software can, and check again' })),
  deep: Type.Optional(Tests),
  budget: Type.Optional(Type.Integer({ ...budget, description: 'milliseconds for all deep tests together' })),
  peer: Type.Optional(
    Type.String({ maxLength: 256, description: 'the other machine of the network test, as machines are named' }),
  ),
})
export type Wish = Static<typeof Wish>

/** What a live system is asked to do besides looking. */
export const Request = Type.Object({
  id: Text,
  fix: Type.Boolean(),
  deep: Tests,
  budget: Type.Integer(budget),
  /** The address of the other machine of the network test. */
  peer: Type.Union([Text, Type.Null()]),
})
export type Request = Static<typeof Request>

/** How far it is. What is told later replaces what was told before. */
export const Progress = Type.Object({
  step: Type.Enum(['check', 'fix', 'again', 'cpu', 'memory', 'disks', 'network']),
  /** Per cent of the step. */
  percent: Type.Number({ minimum: 0, maximum: 100 }),
  /** Milliseconds that all of it will still take, about; null while nobody can tell. */
  left: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
})
export type Progress = Static<typeof Progress>

/** The operation that a step belongs to; the step's title is the message `<task>.<step>`. */
export const taskOf = (step: Progress['step']): 'preflight.run' | 'preflight.deep' =>
  step === 'check' || step === 'fix' || step === 'again' ? 'preflight.run' : 'preflight.deep'

/** A request as the station shows it. */
export const Recheck = Type.Object({
  ...Request.properties,
  /** The name of the other machine. */
  peer: Type.Union([Text, Type.Null()]),
  askedAt: Type.String({ format: 'date-time' }),
  /** The run that does it; null until the machine has begun. */
  run: Type.Union([Type.String(), Type.Null()]),
  cancelled: Type.Boolean(),
  progress: Type.Union([Progress, Type.Null()]),
})
export type Recheck = Static<typeof Recheck>

/** Where a machine listens for another one's network test, and for how long at the most. */
export const Serving = Type.Object({ id: Text, address: Text, milliseconds: Type.Integer({ minimum: 1 }) })
export type Serving = Static<typeof Serving>
