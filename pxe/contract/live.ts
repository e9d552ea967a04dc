import { Type } from 'typebox'
import type { Static } from 'typebox'
import { contract } from '../../lib/contract.ts'
import { clockRoute } from '../../lib/station/clock-route.ts'
import { Facts } from '../../preflight/facts/schema.ts'
import { Policy } from '../../preflight/policy.ts'
import { CheckResult, Counts, Report, Verdict } from '../../preflight/report.ts'
import { Progress, Request, Serving } from './recheck.ts'

const Mac = Type.String({ pattern: '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$' })
const Instant = Type.String({ format: 'date-time' })
const Blankable = (maxLength: number) => Type.Union([Type.String({ maxLength }), Type.Null()])

/** An Ed25519 public key (RFC 8037). */
export const PublicKey = Type.Object({
  kty: Type.Literal('OKP'),
  crv: Type.Literal('Ed25519'),
  x: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
})
export type PublicKey = Static<typeof PublicKey>

/** What finds a machine's record; none of it proves anything. */
export const Evidence = Type.Object({
  uuid: Blankable(64),
  serial: Blankable(256),
  macs: Type.Array(Mac, { maxItems: 64 }),
  /** The NIC that loaded the image (BOOTIF); null from a medium. */
  bootMac: Type.Union([Mac, Type.Null()]),
})
export type Evidence = Static<typeof Evidence>

/** The clocks as they were before anything set them. */
export const FoundClock = Type.Object({
  rtc: Type.Union([Instant, Type.Null()]),
  system: Instant,
  /** Seconds that the system clock was ahead of the station's when they first talked. */
  ahead: Type.Number(),
})
export type FoundClock = Static<typeof FoundClock>

export const Enrolment = Type.Object({
  nonce: Type.String({ minLength: 16, maxLength: 128 }),
  publicKey: PublicKey,
  evidence: Evidence,
  clock: FoundClock,
  image: Blankable(128),
  source: Type.Enum(['http', 'iso', 'disk']),
})
export type Enrolment = Static<typeof Enrolment>

export const Enrolled = Type.Object({
  machineId: Type.String(),
  name: Type.String(),
  bootId: Type.String(),
  shortCode: Type.String(),
  state: Type.String(),
  enrolledFromMedia: Type.Boolean(),
})
export type Enrolled = Static<typeof Enrolled>

export const Beat = Type.Object({
  /** Seconds since the kernel started. */
  uptime: Type.Number({ minimum: 0 }),
  /** Bytes. */
  memoryFree: Type.Integer({ minimum: 0 }),
  addresses: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64 }),
})
export type Beat = Static<typeof Beat>

export const BeatAnswer = Type.Object({ state: Type.String(), name: Type.String(), shortCode: Type.String() })
export type BeatAnswer = Static<typeof BeatAnswer>

/** What the station asks of a live system over its event channel. */
export const LiveEvent = Type.Object({
  type: Type.Enum(['hello', 'check', 'cancel', 'serve', 'stop', 'state'], {
    description:
      'hello: the channel is open; check: read the hardware and check it again, and do what the request says; cancel: end what the request asked for; serve: listen for the network test of another machine; stop: listen no longer; state: the machine has a new state',
  }),
  state: Type.String(),
  request: Type.Optional(Request),
  serve: Type.Optional(Serving),
  /** The request that is to be ended, or that it listens for. */
  id: Type.Optional(Type.String()),
})
export type LiveEvent = Static<typeof LiveEvent>

/** One preflight of a live system, by an id that it made: what is sent again after a break is known by it. */
const Run = Type.String({ minLength: 8, maxLength: 64, pattern: '^[A-Za-z0-9-]+$' })

/** What a live system cannot know by itself; of the fleet machines are told nothing. */
export const Orders = Type.Object({
  policy: Policy,
  /** DHCP servers besides those that belong there; null: nobody looked. */
  dhcpServers: Type.Union([Type.Array(Type.String()), Type.Null()]),
  cluster: Blankable(64),
})
export type Orders = Static<typeof Orders>

/** The station's word on a report: checked again by its own policy, and beside all other machines. */
export const Judgement = Type.Object({
  id: Type.String(),
  state: Type.String(),
  verdict: Verdict,
  counts: Counts,
  checks: Type.Array(CheckResult),
})
export type Judgement = Static<typeof Judgement>

/** Seconds between two beats, and without one after which a machine counts as silent (the station must know within 15). */
export const beatEvery = 4
export const silentAfter = 12

/** What a live system and its station say to each other. */
export const liveContract = contract({
  time: clockRoute,
  nonce: {
    method: 'POST',
    path: '/api/v1/live/nonce',
    summary: 'A nonce for a machine that was booted from a medium and has none from a boot script',
    access: 'public',
    body: Type.Object({ evidence: Evidence }),
    response: Type.Object({ nonce: Type.String() }),
  },
  enrol: {
    method: 'POST',
    path: '/api/v1/live/enrol',
    summary:
      'Bind the live key of this boot to its machine; uses up the nonce. The proof must be made by the key it sends',
    access: 'public',
    body: Enrolment,
    response: Enrolled,
  },
  facts: {
    method: 'PUT',
    path: '/api/v1/live/facts',
    summary: "The machine's hardware and firmware",
    access: 'live',
    body: Facts,
    response: Type.Object({ state: Type.String() }),
  },
  preflightStart: {
    method: 'POST',
    path: '/api/v1/live/preflight',
    summary: 'The machine is being checked: by this policy. May be said again',
    access: 'live',
    body: Type.Object({ run: Run, request: Type.Optional(Request) }),
    response: Orders,
  },
  preflightCheck: {
    method: 'POST',
    path: '/api/v1/live/preflight/check',
    summary: 'One check ended, or what came later changed its result',
    access: 'live',
    body: Type.Object({ run: Run, result: CheckResult }),
    response: Type.Object({ state: Type.String() }),
  },
  preflightProgress: {
    method: 'POST',
    path: '/api/v1/live/preflight/progress',
    summary: 'How far the machine is with what it was asked for',
    access: 'live',
    body: Type.Object({ run: Run, progress: Progress }),
    response: Type.Object({ state: Type.String() }),
  },
  preflightPeer: {
    method: 'POST',
    path: '/api/v1/live/preflight/peer',
    summary: 'The network test of this run begins: does the other machine listen? May be asked again',
    access: 'live',
    body: Type.Object({ run: Run }),
    response: Type.Object({ listens: Type.Boolean(), problem: Blankable(1024) }),
  },
  serving: {
    method: 'POST',
    path: '/api/v1/live/serving',
    summary: 'The machine listens for the network test of another one, or says why not',
    access: 'live',
    body: Type.Object({ id: Type.String({ maxLength: 64 }), problem: Blankable(1024) }),
    response: Type.Object({ state: Type.String() }),
  },
  preflightReport: {
    method: 'PUT',
    path: '/api/v1/live/preflight/report',
    summary: 'The whole report; sent again it is still one report',
    access: 'live',
    body: Type.Object({ run: Run, report: Report }),
    response: Judgement,
  },
  beat: {
    method: 'POST',
    path: '/api/v1/live/beat',
    summary: 'The machine is there',
    access: 'live',
    body: Beat,
    response: BeatAnswer,
  },
  events: {
    method: 'GET',
    path: '/api/v1/live/events',
    summary: 'What the station asks of this machine',
    access: 'live',
    response: LiveEvent,
    stream: true,
  },
})
