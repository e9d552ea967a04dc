import { asVmpError, VmpError } from '../../lib/errors.ts'
import { binarySize } from '../../lib/units.ts'
import type { Facts } from '../../preflight/facts/schema.ts'
import type { Beat, BeatAnswer, Enrolled, Enrolment, Evidence, LiveEvent } from '../contract/live.ts'
import { shortCode } from '../contract/short-code.ts'
import type { Nonces } from '../trust/nonces.ts'
import { thumbprint, thumbprintOf, verifyProof } from '../trust/proof.ts'
import type { ProofRequest } from '../trust/proof.ts'
import type { Boot, BootRepository } from './boots.ts'
import type { LiveChannel } from './live-channel.ts'
import type { Liveness } from './liveness.ts'
import type { Rechecks } from './rechecks.ts'
import type { Registry } from './registry.ts'
import type { MachineRepository } from './repository.ts'
import type { Timeline } from './timeline.ts'

/** What live systems ask of the station, moment by moment as in the trust model. */
export interface LiveService {
  nonce(evidence: Evidence): { nonce: string }
  /** Binds the live key to its machine. The call itself must be proved by the key that it brings. */
  enrol(enrolment: Enrolment, proof: ProofRequest, address: string): Promise<Enrolled>
  /** Whose call this is, proved. @throws VmpError `live.proofRefused`, `live.unknownBoot`. */
  authenticate(proof: ProofRequest): Promise<Boot>
  facts(boot: Boot, facts: Facts): { state: string }
  beat(boot: Boot, beat: Beat): BeatAnswer
  events(boot: Boot, signal: AbortSignal): AsyncIterable<LiveEvent>
}

/** A clock that is off by less is not worth a word in the timeline, seconds. */
const CLOCK_TOLERANCE = 5

export function liveService(options: {
  readonly machines: MachineRepository
  readonly boots: BootRepository
  readonly registry: Registry
  readonly timeline: Timeline
  readonly liveness: Liveness
  readonly channel: LiveChannel
  readonly rechecks: Pick<Rechecks, 'owed' | 'drop'>
  readonly nonces: Nonces
  readonly pin: string
  readonly now: () => Date
  /** A live system of a machine that was not there before. */
  readonly onLiveBoot: (machine: string) => void
  readonly onChange: (machine: string) => void
}): LiveService {
  const { machines, boots, registry, timeline, liveness, channel, rechecks, nonces, pin, now } = options
  const { onLiveBoot, onChange } = options

  const refuse = (enrolment: Enrolment, error: unknown): never => {
    const known = enrolment.evidence.macs.flatMap((mac) => machines.byMac(mac) ?? [])[0]
    if (known)
      timeline.add(known.id, enrolment.evidence.bootMac, 'error', 'machine.enrolRefused', {
        problem: asVmpError(error).message,
      })
    throw error
  }

  return {
    nonce: () => ({ nonce: nonces.mint({ mac: null, fromMedia: true }) }),

    async enrol(enrolment, proof, address) {
      const { evidence, publicKey } = enrolment
      await verifyProof(proof, publicKey, now())
      const key = await thumbprint(publicKey)
      let used
      try {
        used = nonces.use(enrolment.nonce, key)
        const { mac } = used
        if (mac !== null && evidence.bootMac !== mac && !evidence.macs.includes(mac))
          throw new VmpError('live.nonceForeign', { mac })
      } catch (error) {
        return refuse(enrolment, error)
      }
      const isNew = boots.byThumbprint(key) === undefined
      const machine = registry.identify(evidence, { address })
      const boot = boots.bind({ machine: machine.id, thumbprint: key, publicKey, startedAt: now().toISOString() })
      const code = shortCode(key, pin)
      machines.update(machine.id, {
        live: {
          bootId: boot.id,
          startedAt: boot.startedAt,
          shortCode: code,
          enrolledFromMedia: used.fromMedia,
          source: enrolment.source,
          image: enrolment.image,
          addresses: [address],
          clock: enrolment.clock,
        },
      })
      if (isNew) {
        rechecks.drop(machine.id)
        onLiveBoot(machine.id)
        timeline.add(
          machine.id,
          evidence.bootMac,
          'info',
          used.fromMedia ? 'machine.enrolledFromMedia' : 'machine.enrolled',
          { code },
        )
        const seconds = Math.round(enrolment.clock.ahead)
        if (Math.abs(seconds) >= CLOCK_TOLERANCE)
          timeline.add(machine.id, evidence.bootMac, 'warning', 'machine.clockOff', { seconds })
      }
      liveness.beat(machine.id)
      onChange(machine.id)
      return {
        // The id that the markers of its disks bear: what the machine compares them with.
        machineId: machine.diskId ?? machine.id,
        name: `m${machine.number}`,
        bootId: boot.id,
        shortCode: code,
        state: machines.get(machine.id)!.state,
        enrolledFromMedia: used.fromMedia,
      }
    },

    async authenticate(proof) {
      const boot = boots.byThumbprint(thumbprintOf(proof))
      if (!boot) throw new VmpError('live.unknownBoot')
      await verifyProof(proof, boot.publicKey, now())
      return boot
    },

    facts({ machine }, facts) {
      const { state } = machines.update(machine, { facts, factsAt: now().toISOString(), firmware: facts.firmware.mode })
      timeline.add(machine, null, 'info', 'machine.facts', {
        cpus: facts.cpu.threads,
        memory: binarySize(facts.memory.installed ?? facts.memory.usable ?? 0),
        disks: facts.disks.length,
        nics: facts.nics.length,
      })
      liveness.beat(machine)
      onChange(machine)
      return { state }
    },

    beat({ machine }, { addresses }) {
      const record = machines.get(machine)!
      if (record.live && record.live.addresses.join() !== addresses.join()) {
        machines.update(machine, { live: { ...record.live, addresses }, address: addresses[0] ?? record.address })
        onChange(machine)
      }
      liveness.beat(machine)
      return { state: record.state, name: `m${record.number}`, shortCode: record.live?.shortCode ?? '' }
    },

    async *events(boot, signal) {
      const state = machines.get(boot.machine)?.state ?? 'discovered'
      const heard = channel.listen(boot.id, signal)[Symbol.asyncIterator]()
      // Listens from now on, not only when what comes first was read.
      const first = heard.next()
      const owed = rechecks.owed(boot.machine)
      try {
        yield { type: 'hello', state }
        for (const event of owed) yield { ...event, state }
        for (let next = await first; next.done !== true; next = await heard.next()) yield next.value
      } finally {
        await heard.return?.()
      }
    },
  }
}
