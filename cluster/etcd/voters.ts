/**
 * Who is to be a voter: 1 of one host, 2 of two (3 with a witness), 3 from three, 5 from five. A pure decision about the next
 * single change, asked again after each; what keeps it safe:
 * - Nothing is changed without a quorum, nor so that there would be none afterwards.
 * - Who comes is a learner first, and the next one comes only when it is a voter (etcd 3.5 takes one learner at a time).
 * - The number of failures that can be borne becomes smaller only when there is nobody to take a leaving host's place.
 * - A healthy voter goes only while nobody is on the way in.
 */
import type { Member, MemberChange } from './members.ts'

/** Seconds that a member may be silent before another takes its place: longer than a server needs to start. */
export const replaceAfter = 600

export interface VoterHost {
  /** Name of its member. */
  readonly id: string
  readonly peerUrl: string
  readonly online: boolean
  /** Removed, or about to be. */
  readonly leaving: boolean
  /** Its data are from before something that it has already told others (cluster/etcd/returning.ts), or gone. */
  readonly older: boolean
}

export interface KnownMember extends Member {
  /** Seconds; null for one that answers and has a leader. */
  readonly silentFor: number | null
}

export interface Voting {
  /** In the order in which they are to be voters: those who joined first. */
  readonly hosts: readonly VoterHost[]
  readonly witness: VoterHost | null
  readonly members: readonly KnownMember[]
}

export type WaitReason =
  /** Too few voters answer: nothing can be changed but by a takeover. */
  | 'noQuorum'
  /** A voter is silent, but not for long: etcd takes nobody new in meanwhile. */
  | 'voterSilent'
  /** The host that was added does not answer yet, or has not all data. */
  | 'learnerSilent'
  /** A host wants to leave, and the others alone would be too few. */
  | 'leavingNeeded'

export type Decision =
  | { readonly change: MemberChange }
  | { readonly wait: WaitReason; readonly name: string }
  | { readonly nothing: true }

export const quorumOf = (voters: number): number => Math.floor(voters / 2) + 1

/** Voters that so many hosts are to have. */
function targetOf(hosts: number): number {
  if (hosts >= 5) return 5
  return Math.min(hosts, 3)
}

export function nextChange(voting: Voting): Decision {
  const seen = survey(voting)
  for (const rule of rules) {
    const decision = rule(seen)
    if (decision !== undefined) return decision
  }
  return { nothing: true }
}

interface Seat {
  readonly member: KnownMember
  readonly name: string
  /** Undefined for a member whose host is no longer known. */
  readonly host: VoterHost | undefined
  readonly isWitness: boolean
  readonly healthy: boolean
}

interface Survey {
  readonly seats: readonly Seat[]
  readonly voters: readonly Seat[]
  readonly learner: Seat | undefined
  /** Voters that are to stay, but for the witness; in the order of the hosts. */
  readonly hostVoters: readonly Seat[]
  readonly target: number
  /** Those who could be added now, best first. */
  readonly spares: readonly VoterHost[]
  readonly witness: VoterHost | null
  readonly isWitnessWanted: boolean
}

type Rule = (seen: Survey) => Decision | undefined

function survey({ hosts, witness, members }: Voting): Survey {
  const everybody = witness === null ? hosts : [...hosts, witness]
  const seats = members.map((member): Seat => {
    // One that never started has no name yet.
    const host = everybody.find(({ id, peerUrl }) =>
      member.name === '' ? member.peerUrls.includes(peerUrl) : id === member.name,
    )
    return {
      member,
      name: host?.id ?? (member.name || member.peerUrls.join(', ')),
      host,
      isWitness: host !== undefined && host === witness,
      healthy: member.silentFor === null && host?.older !== true,
    }
  })
  const voters = seats.filter(({ member }) => !member.learner)
  const staying = hosts.filter(({ leaving }) => !leaving)
  const hostVoters = staying.flatMap((host) => voters.filter((voter) => voter.host === host))
  return {
    seats,
    voters,
    learner: seats.find(({ member }) => member.learner),
    hostVoters,
    target: targetOf(staying.length),
    spares: staying.filter(({ online, id }) => online && !seats.some(({ host }) => host?.id === id)),
    witness,
    // It stays until the third host can take its place.
    isWitnessWanted: witness?.leaving === false && staying.length >= 2 && hostVoters.length === 2,
  }
}

const isGoing = ({ host, isWitness }: Seat, { isWitnessWanted }: Survey): boolean =>
  host === undefined || host.leaving || (isWitness && !isWitnessWanted)
const isLost = ({ member, healthy }: Seat): boolean => !healthy && (member.silentFor ?? 0) >= replaceAfter

const remove = ({ member, name }: Seat): Decision => ({ change: { kind: 'remove', name, id: member.id } })
const add = ({ id, peerUrl }: VoterHost): Decision => ({ change: { kind: 'add', name: id, peerUrl } })
const healthyOf = (voters: readonly Seat[]): number => voters.filter(({ healthy }) => healthy).length

/** In their order; the first that has something to say decides. */
const rules: readonly Rule[] = [
  function quorum({ voters }) {
    if (healthyOf(voters) >= quorumOf(voters.length)) return undefined
    return { wait: 'noQuorum', name: voters.find(({ healthy }) => !healthy)?.name ?? '' }
  },

  function address({ seats }) {
    const moved = seats.find(({ member, host }) => host !== undefined && !member.peerUrls.includes(host.peerUrl))
    if (moved?.host === undefined) return undefined
    const { name, member, host } = moved
    return { change: { kind: 'update', name, id: member.id, peerUrl: host.peerUrl } }
  },

  /** What has no vote to give can go at once: the quorum becomes no harder to reach. */
  function deadVoter(seen) {
    const { voters, spares } = seen
    const gone = voters.find((seat) => !seat.healthy && (isGoing(seat, seen) || seat.host?.older === true))
    if (gone !== undefined) return remove(gone)
    const lost = voters.filter((seat) => isLost(seat))
    const [first] = lost
    // Without anybody in its place it had better be waited for, but where fewer voters bear more failures.
    const isBetterGone =
      spares.length > 0 || first?.host?.online === true || lost.length >= 2 || voters.length % 2 === 0
    return first !== undefined && isBetterGone ? remove(first) : undefined
  },

  function learner(seen) {
    const { learner, voters, hostVoters, target, isWitnessWanted } = seen
    if (learner === undefined) return undefined
    const isWanted = learner.isWitness ? isWitnessWanted : hostVoters.length < target
    if (isGoing(learner, seen) || !isWanted || learner.host?.older === true || isLost(learner)) return remove(learner)
    if (!learner.healthy) return { wait: 'learnerSilent', name: learner.name }
    const silent = voters.find(({ healthy }) => !healthy)
    // To an even number it would only make the quorum larger while somebody is missing.
    if (silent !== undefined && voters.length % 2 === 1) return { wait: 'voterSilent', name: silent.name }
    return { change: { kind: 'promote', name: learner.name, id: learner.member.id } }
  },

  function addition({ voters, hostVoters, spares, target, seats, witness, isWitnessWanted }) {
    const reachable = Math.min(target, hostVoters.length + spares.length)
    const [spare] = spares
    // Four bear no more failures than three: the fourth comes only where the fifth can follow.
    const wanted = reachable === 4 ? 3 : reachable
    const isWitnessMissing = isWitnessWanted && witness?.online === true && !seats.some(({ isWitness }) => isWitness)
    const newcomer = hostVoters.length < wanted ? spare : isWitnessMissing ? (witness ?? undefined) : undefined
    if (newcomer === undefined) return undefined
    const silent = voters.find(({ healthy }) => !healthy)
    return silent === undefined ? add(newcomer) : { wait: 'voterSilent', name: silent.name }
  },

  function leaving(seen) {
    const { voters } = seen
    const leaver = voters.find((seat) => isGoing(seat, seen)) ?? surplus(seen)
    if (leaver === undefined || voters.length === 1) return undefined
    const after = healthyOf(voters) - (leaver.healthy ? 1 : 0)
    return after >= quorumOf(voters.length - 1) ? remove(leaver) : { wait: 'leavingNeeded', name: leaver.name }
  },
]

/** One too many: a silent one first, then the one who came last. */
function surplus({ hostVoters, target }: Survey): Seat | undefined {
  if (hostVoters.length <= target) return undefined
  return hostVoters.find(({ healthy }) => !healthy) ?? hostVoters.at(-1)
}
