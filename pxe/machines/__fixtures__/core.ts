import { generateKeyPair, exportJWK, SignJWT } from 'jose'
import { openDatabase } from '../../../lib/sqlite.ts'
import type { Database } from '../../../lib/sqlite.ts'
import { blankFacts, GiB } from '../../../preflight/__fixtures__/facts.ts'
import type { Facts } from '../../../preflight/facts/schema.ts'
import type { Check } from '../../../preflight/check.ts'
import { shippedPolicy } from '../../../preflight/policies.ts'
import type { Policy } from '../../../preflight/policy.ts'
import type { Enrolment, Evidence, PublicKey } from '../../contract/live.ts'
import type { StationEvent, TimelineEntry } from '../../contract/machines.ts'
import { nonces } from '../../trust/nonces.ts'
import type { ProofRequest } from '../../trust/proof.ts'
import { bootRepository } from '../boots.ts'
import { fakePlanning } from './planning.ts'
import { openInstallations } from '../installations/open.ts'
import { liveness } from '../liveness.ts'
import { liveChannel } from '../live-channel.ts'
import { liveService } from '../live-service.ts'
import { preflightService } from '../preflight-service.ts'
import { rechecks } from '../rechecks.ts'
import { registry } from '../registry.ts'
import { stationMigrations } from '../../migrations.ts'
import { reportRepository } from '../reports.ts'
import { machineRepository } from '../repository.ts'
import { timeline } from '../timeline.ts'
import { machineView } from '../view.ts'

/** The parts of a station around a real database, with a clock that stands until it is moved. */
export function core(
  database: Database = openDatabase(':memory:', stationMigrations),
  { policy = testPolicy, checks, parallel = 2 }: { policy?: Policy; checks?: readonly Check[]; parallel?: number } = {},
) {
  let time = Date.parse('2026-01-01T00:00:00Z')
  const now = (): Date => new Date(time)
  const entries: [string, TimelineEntry][] = []
  const heard: string[] = []
  const changed: string[] = []
  const events: StationEvent[] = []
  const machines = machineRepository(database)
  const reports = reportRepository(database)
  const story = timeline({ database, now, onEntry: (machine, entry) => entries.push([machine, entry]) })
  const beats = liveness({
    now,
    uptime: () => time,
    onSilent(machine, seconds) {
      heard.push(`${machine} silent ${seconds}`)
      onChange(machine)
    },
    onTalking(machine, again) {
      heard.push(`${machine} talking${again ? ' again' : ''}`)
      onChange(machine)
    },
  })
  const onChange = (machine: string): void => {
    changed.push(machine)
    if (machines.get(machine) === undefined) asked.drop(machine)
    preflight.changed(machine)
  }
  const channel = liveChannel(machines)
  let requests = 0
  const asked = rechecks({
    machines,
    timeline: story,
    isTalking: beats.isTalking,
    tell: channel.tell,
    now,
    newId: () => `request-${(requests += 1)}`,
    publish: (event) => events.push(event),
    onChange,
  })
  const told: string[] = []
  const installing = openInstallations({
    database,
    machines,
    reports,
    judgedBy: (machine, by) => preflight.judgedBy(machine, by),
    timeline: story,
    liveness: beats,
    channel: {
      tell(machine, event) {
        told.push(`${machine} ${event.type}`)
        channel.tell(machine, event)
      },
    },
    planning: fakePlanning(),
    parallel: () => parallel,
    imageKeys: () => ['key'],
    recheck(machine) {
      told.push(`${machine} check`)
      return true
    },
    now,
    uptime: () => time,
    publish: (event) => events.push(event),
    onChange,
  })
  const preflight = preflightService({
    machines,
    reports,
    timeline: story,
    rechecks: asked,
    isTalking: beats.isTalking,
    policy,
    orders: () => ({ dhcpServers: [], cluster: null }),
    now,
    publish: (event) => events.push(event),
    onChange,
    onReport: installing.onReport,
    ...(checks ? { checks } : {}),
  })
  const who = registry({ database, machines, timeline: story, now, onChange })
  const boots = bootRepository(database)
  const oneTime = nonces(database, now)
  const pin = 'a'.repeat(64)
  return {
    database,
    now,
    machines,
    story,
    beats,
    who,
    boots,
    nonces: oneTime,
    entries,
    heard,
    changed,
    events,
    reports,
    preflight,
    rechecks: asked,
    pin,
    view: machineView({
      machines,
      reports,
      rechecks: asked,
      timeline: story,
      liveness: beats,
      ...installing.shown,
      now,
    }),
    installing,
    told,
    live: liveService({
      machines,
      boots,
      registry: who,
      timeline: story,
      liveness: beats,
      channel,
      rechecks: asked,
      nonces: oneTime,
      pin,
      now,
      onLiveBoot: installing.onLiveBoot,
      onChange,
    }),
    pass: (seconds: number) => void (time += seconds * 1000),
    /** The keys of a machine's timeline, oldest first. */
    keys: (machine: string) => story.of(machine, 100).map(({ key }) => key),
  }
}

export const testPolicy = shippedPolicy('host')

/** A live system's key, and the proofs it makes. */
export async function liveKey() {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const { x } = await exportJWK(publicKey)
  const jwk: PublicKey = { kty: 'OKP', crv: 'Ed25519', x: x! }
  const prove = async (
    kid: string,
    at: Date,
    { method = 'POST', path = '/api/v1/live/enrol' } = {},
  ): Promise<ProofRequest> => {
    const token = await new SignJWT({ htm: method, htu: path })
      .setProtectedHeader({ alg: 'EdDSA', kid, jwk })
      .setIssuedAt(at)
      .setJti('1')
      .sign(privateKey)
    return { method, path, authorization: `VMP-Proof ${token}` }
  }
  return { jwk, privateKey, prove }
}

export const evidence = (macs: readonly string[], more: Partial<Evidence> = {}): Evidence => ({
  uuid: null,
  serial: null,
  macs: [...macs],
  bootMac: macs[0] ?? null,
  ...more,
})

export const enrolment = (nonce: string, publicKey: PublicKey, found: Evidence): Enrolment => ({
  nonce,
  publicKey,
  evidence: found,
  clock: { rtc: null, system: '2026-01-01T00:00:00Z', ahead: 0 },
  image: 'image-1',
  source: 'http',
})

export const facts: Facts = {
  ...blankFacts,
  system: { ...blankFacts.system, vendor: 'Maker', product: 'Server 1', serial: 'S1' },
  firmware: { ...blankFacts.firmware, mode: 'uefi', secureBoot: false },
  cpu: { ...blankFacts.cpu, model: 'CPU', sockets: 1, cores: 2, threads: 4 },
  memory: { ...blankFacts.memory, installed: 4 * GiB, usable: 4_000_000_000 },
}
