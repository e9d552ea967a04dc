/**
 * The installation of a machine: what its live system, and later the host on its disk, say to the station.
 * The live system proves itself by its live key, the host by its machine key, whose public half the live system registered.
 */
import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { Answer } from '../../answer/schema.ts'
import { Plan } from '../../answer/plan.ts'
import { contract } from '../../lib/contract.ts'
import { Beat, PublicKey } from './live.ts'

const Maybe = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()])
const Id = Type.String({ minLength: 8, maxLength: 64, pattern: '^[A-Za-z0-9-]+$' })
const Params = Type.Record(Type.String(), Type.Union([Type.String({ maxLength: 2048 }), Type.Number()]))
const Said = Type.Object({ state: Type.String() })

export const Problem = Type.Object({ code: Type.String({ maxLength: 128 }), params: Params })

/** A step event as lib/steps.ts emits it. */
export const InstallEvent = Type.Object({
  task: Type.String({ maxLength: 64 }),
  run: Type.String({ maxLength: 64 }),
  seq: Type.Integer({ minimum: 1 }),
  at: Type.String({ format: 'date-time' }),
  type: Type.Enum(['started', 'progress', 'note', 'done', 'failed', 'cancelled', 'finished']),
  step: Type.Optional(Type.String({ maxLength: 64 })),
  done: Type.Optional(Type.Number()),
  total: Type.Optional(Type.Number()),
  unit: Type.Optional(Type.Enum(['bytes', 'items', 'percent'])),
  left: Type.Optional(Type.Number()),
  message: Type.Optional(Type.Object({ key: Type.String({ maxLength: 128 }), params: Params })),
  error: Type.Optional(Problem),
})

/** Where an approved machine is. `none`: nobody approved it, or the approval is void. */
export const Installation = Type.Object({
  phase: Type.Enum(['none', 'queued', 'ready', 'running', 'written', 'ended']),
  id: Maybe(Id),
  /** Place in the queue, from 1. */
  position: Maybe(Type.Integer()),
  /** As the station computed it; the machine computes it again and stops if it differs. */
  plan: Maybe(Plan),
  /** Only in the phases ready and running: rendered for this machine. */
  answer: Maybe(Answer),
  /** A person typed the code of the plan: it allows the disks that no rule does. */
  code: Maybe(Type.String()),
  /** The order asked for installation of an installed machine: its own marked disks may be wiped. */
  rearmed: Type.Boolean(),
  /** Public keys (SPKI, PEM) whose images the host shall take. */
  imageKeys: Type.Array(Type.String()),
})
export type Installation = Static<typeof Installation>

/** Of a machine that nobody approved. */
export const noInstallation: Installation = {
  phase: 'none',
  id: null,
  position: null,
  plan: null,
  answer: null,
  code: null,
  rearmed: false,
  imageKeys: [],
}

export const HookOutcome = Type.Object({
  hook: Type.String({ maxLength: 64 }),
  phase: Type.Enum(['target', 'first-boot']),
  outcome: Type.Enum(['held', 'applied', 'failed', 'skipped']),
  took: Type.Integer({ minimum: 0 }),
  problem: Maybe(Problem),
  output: Type.String({ maxLength: 65_536 }),
  /** It failed, and that does not matter. */
  optional: Type.Optional(Type.Literal(true)),
})

/** What the disk-booted host says of itself. */
export const HostReport = Type.Object({
  installation: Id,
  name: Type.String({ maxLength: 63 }),
  image: Type.String({ maxLength: 128 }),
  slot: Type.Enum(['a', 'b']),
  /** Nothing failed: the first one with `true` makes the machine installed. */
  verified: Type.Boolean(),
  hooks: Type.Array(HookOutcome, { maxItems: 64 }),
  problems: Type.Array(Problem, { maxItems: 64 }),
  /** Arrays of the host, and which of them lack a member. */
  arrays: Type.Array(
    Type.Object({ name: Type.String(), state: Type.Enum(['optimal', 'degraded', 'rebuilding', 'failed']) }),
    { maxItems: 64 },
  ),
  addresses: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64 }),
})
export type HostReport = Static<typeof HostReport>

/** The image that the station serves now. Who takes it believes its signature, and the station only that it is this one. */
export const OfferedImage = Type.Object({
  /** manifest.json, as it is, and its signature; null: nobody signed it. */
  manifest: Type.String(),
  signature: Maybe(Type.String()),
  /** Address of the folder that has its files. */
  files: Type.String(),
})
export type OfferedImage = Static<typeof OfferedImage>

/** What live systems say while they install. */
export const installContract = contract({
  installation: {
    method: 'GET',
    path: '/api/v1/live/installation',
    summary: 'Is this machine approved, is it its turn, and what is to be done',
    access: 'live',
    response: Installation,
  },
  installHere: {
    method: 'POST',
    path: '/api/v1/live/installation/order',
    summary:
      'A person at the machine wants it installed so, and confirmed the plan there, or its medium carries the answer: an approval for this machine alone',
    access: 'live',
    body: Type.Object({
      answer: Answer,
      /** Of the plan, as it was typed; null: none was needed. */
      code: Maybe(Type.String({ maxLength: 32 })),
      /** Why an unfit machine is installed. */
      reason: Maybe(Type.String({ minLength: 3, maxLength: 512 })),
      /** Who says so; a person where nothing is said. */
      by: Type.Optional(Type.Enum(['screen', 'medium'])),
    }),
    response: Said,
  },
  installStart: {
    method: 'POST',
    path: '/api/v1/live/installation/start',
    summary:
      'The machine computed the same plan and begins; nothing is written before the answer to this. May be said again',
    access: 'live',
    body: Type.Object({ installation: Id, plan: Type.String({ description: 'digest' }) }),
    response: Said,
  },
  installEvents: {
    method: 'POST',
    path: '/api/v1/live/installation/events',
    summary: 'Steps as they happen; what was sent before is known by its number',
    access: 'live',
    body: Type.Object({ installation: Id, events: Type.Array(InstallEvent, { maxItems: 500 }) }),
    response: Said,
  },
  machineKey: {
    method: 'PUT',
    path: '/api/v1/live/installation/key',
    summary: "Register the public half of the machine's lasting key, with which the host on its disk will report",
    access: 'live',
    body: Type.Object({ installation: Id, publicKey: PublicKey }),
    response: Said,
  },
  installEnd: {
    method: 'POST',
    path: '/api/v1/live/installation/end',
    summary: 'All is written, and the machine restarts from its disk; or it failed',
    access: 'live',
    body: Type.Object({
      installation: Id,
      outcome: Type.Enum(['written', 'failed', 'cancelled']),
      step: Maybe(Type.String()),
      problem: Maybe(Problem),
    }),
    response: Said,
  },
  logBundle: {
    method: 'PUT',
    path: '/api/v1/live/installation/bundle',
    summary: 'The redacted logs of a failed installation (text, at most 4 MiB)',
    access: 'live',
    body: Type.Object({ installation: Id, text: Type.String({ maxLength: 4 * 2 ** 20 }) }),
    response: Said,
  },
})

/** What a host says to the station that installed it. */
export const hostContract = contract({
  hostReport: {
    method: 'PUT',
    path: '/api/v1/host/report',
    summary: 'What the host found when it verified itself; sent again whenever it changed',
    access: 'host',
    body: HostReport,
    response: Said,
  },
  hostBeat: {
    method: 'POST',
    path: '/api/v1/host/beat',
    summary: 'The host is there',
    access: 'host',
    body: Beat,
    response: Said,
  },
  hostImage: {
    method: 'GET',
    path: '/api/v1/host/image',
    summary:
      'The image that machines get now, for an upgrade; its files come by plain HTTP, and their digests from here',
    access: 'host',
    response: OfferedImage,
  },
})
