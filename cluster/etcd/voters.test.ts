import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextChange, quorumOf, replaceAfter } from './voters.ts'
import type { Decision, KnownMember, VoterHost, Voting } from './voters.ts'

const url = (id: string): string => `https://${id}:2380`
const host = (id: string, more: Partial<VoterHost> = {}): VoterHost => ({
  id,
  peerUrl: url(id),
  online: true,
  leaving: false,
  older: false,
  ...more,
})
const member = (name: string, more: Partial<KnownMember> = {}): KnownMember => ({
  id: `id-${name}`,
  name,
  peerUrls: [url(name)],
  clientUrls: [],
  learner: false,
  silentFor: null,
  ...more,
})
const names = (list: string): string[] => list.split(' ').filter(Boolean)
const voting = (hosts: string, members: string, witness: VoterHost | null = null): Voting => ({
  hosts: names(hosts).map((id) => host(id)),
  witness,
  members: names(members).map((name) => member(name)),
})

/** `add b`, `wait voterSilent b`, `nothing`. */
function inWords(decision: Decision): string {
  if ('change' in decision) return `${decision.change.kind} ${decision.change.name}`
  return 'wait' in decision ? `wait ${decision.wait} ${decision.name}` : 'nothing'
}
const decided = (input: Voting): string => inWords(nextChange(input))

const w = host('w')
const silent = { silentFor: 5 }
const lost = { silentFor: replaceAfter }
const learner = { learner: true }

describe('the next change', () => {
  test.each([
    ['one host is its only voter', voting('a', 'a'), 'nothing'],
    ['the second host comes in', voting('a b', 'a'), 'add b'],
    ['two without a witness stay two', voting('a b', 'a b'), 'nothing'],
    ['two get the witness', voting('a b', 'a b', w), 'add w'],
    ['one alone has no use for a witness', voting('a', 'a', w), 'nothing'],
    ['the second host comes before the witness', voting('a b', 'a', w), 'add b'],
    ['the third host comes before the witness goes', voting('a b c', 'a b w', w), 'add c'],
    ['then the witness goes', voting('a b c', 'a b w c', w), 'remove w'],
    ['three of four', voting('a b c d', 'a b c'), 'nothing'],
    ['from five hosts five', voting('a b c d e', 'a b c'), 'add d'],
    ['and the fifth after the fourth', voting('a b c d e', 'a b c d'), 'add e'],
    ['five of six', voting('a b c d e f', 'a b c d e'), 'nothing'],
    ['with the fifth host gone, the one who came last steps back', voting('a b c d', 'a b c d'), 'remove d'],
  ])('%s', (_, input, expected) => {
    expect(decided(input)).toBe(expected)
  })

  const vary = (base: Voting, change: Partial<Voting>): Voting => ({ ...base, ...change })
  const three = voting('a b c', 'a b c')
  const four = voting('a b c d', 'a b c')

  test.each([
    [
      'the fourth does not come when the fifth is off',
      vary(voting('', 'a b c'), { hosts: [...three.hosts, host('d'), host('e', { online: false })] }),
      'nothing',
    ],
    [
      'a learner becomes a voter',
      vary(voting('a b', ''), { members: [member('a'), member('b', learner)] }),
      'promote b',
    ],
    [
      'one that never started is known by its address',
      vary(voting('a b', ''), { members: [member('a'), member('b', { ...learner, ...silent, name: '' })] }),
      'wait learnerSilent b',
    ],
    [
      'a learner that never answers goes',
      vary(voting('a b', ''), { members: [member('a'), member('b', { ...learner, ...lost })] }),
      'remove b',
    ],
    [
      'a silent voter is waited for',
      vary(four, { members: [member('a'), member('b', silent), member('c')] }),
      'nothing',
    ],
    [
      'nobody comes in while a voter is silent',
      vary(voting('a b c', ''), { members: [member('a'), member('b'), member('w', silent)], witness: w }),
      'wait voterSilent w',
    ],
    [
      'a fourth does not become a voter while one of three is silent',
      vary(voting('a b c d e', ''), {
        members: [member('a'), member('b', silent), member('c'), member('d', learner)],
      }),
      'wait voterSilent b',
    ],
    [
      'a lost voter goes when another can take its place',
      vary(four, {
        hosts: four.hosts.map((one) => (one.id === 'b' ? host('b', { online: false }) : one)),
        members: [member('a'), member('b', lost), member('c')],
      }),
      'remove b',
    ],
    [
      'a lost voter stays when nobody can',
      vary(three, {
        hosts: [host('a'), host('b', { online: false }), host('c')],
        members: [member('a'), member('b', lost), member('c')],
      }),
      'nothing',
    ],
    [
      'a lost voter whose host is there comes back anew',
      vary(three, { members: [member('a'), member('b', lost), member('c')] }),
      'remove b',
    ],
    [
      'two lost of five: three that are whole bear one more failure',
      vary(voting('', ''), {
        hosts: [host('a'), host('b'), host('c'), host('d', { online: false }), host('e', { online: false })],
        members: [member('a'), member('b'), member('c'), member('d', lost), member('e', lost)],
      }),
      'remove d',
    ],
    [
      'and after the first of them the second goes too',
      vary(voting('', ''), {
        hosts: [host('a'), host('b'), host('c'), host('d', { online: false }), host('e', { online: false })],
        members: [member('a'), member('b'), member('c'), member('e', lost)],
      }),
      'remove e',
    ],
    [
      'without a quorum nothing is changed',
      vary(voting('a b', ''), { members: [member('a'), member('b', lost)] }),
      'wait noQuorum b',
    ],
    [
      'a member with old data goes at once',
      vary(three, { hosts: [host('a'), host('b', { older: true }), host('c')] }),
      'remove b',
    ],
    [
      'but not where its vote is needed',
      vary(voting('', 'a b'), { hosts: [host('a'), host('b', { older: true })] }),
      'wait noQuorum b',
    ],
    [
      'a new address is told',
      vary(three, { hosts: [host('a'), host('b', { peerUrl: 'https://b2:2380' }), host('c')] }),
      'update b',
    ],
    [
      'for one who leaves the next comes first',
      vary(four, { hosts: four.hosts.map((one) => (one.id === 'a' ? host('a', { leaving: true }) : one)) }),
      'add d',
    ],
    [
      'with nobody to come it just goes',
      vary(three, { hosts: [host('a', { leaving: true }), host('b'), host('c')] }),
      'remove a',
    ],
    [
      'one who is off and leaves goes at once',
      vary(four, {
        hosts: [host('a', { leaving: true, online: false }), host('b'), host('c'), host('d')],
        members: [member('a', silent), member('b'), member('c')],
      }),
      'remove a',
    ],
    ['a member of no known host goes', vary(three, { hosts: [host('a'), host('b')] }), 'remove c'],
    [
      'one who leaves stays while another is silent',
      vary(three, {
        hosts: [host('a', { leaving: true }), host('b'), host('c')],
        members: [member('a'), member('b', silent), member('c')],
      }),
      'wait leavingNeeded a',
    ],
    [
      'a host leaves two with a witness',
      vary(voting('', 'a b w'), { hosts: [host('a'), host('b', { leaving: true })], witness: w }),
      'remove b',
    ],
    [
      'the witness that is given up goes',
      vary(voting('a b', 'a b w'), { witness: host('w', { leaving: true }) }),
      'remove w',
    ],
    [
      'the witness takes the place of the third who leaves, before it goes',
      vary(voting('', 'a b c'), { hosts: [host('a'), host('b'), host('c', { leaving: true })], witness: w }),
      'add w',
    ],
  ])('%s', (_, input, expected) => {
    expect(decided(input)).toBe(expected)
  })
})

/** Hosts that go on and off, join, leave, forget; and a caretaker who does what is decided. */
type Fate =
  | { readonly kind: 'off' | 'on' | 'leave' | 'forget'; readonly host: number }
  | { readonly kind: 'join' | 'witness' | 'noWitness' | 'time' }
  | { readonly kind: 'care' }

interface World {
  hosts: VoterHost[]
  witness: VoterHost | null
  members: KnownMember[]
  joined: number
}

const fates: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fate>({ kind: 'care' }) },
  { weight: 2, arbitrary: fc.constant<Fate>({ kind: 'join' }) },
  { weight: 1, arbitrary: fc.constantFrom<Fate>({ kind: 'witness' }, { kind: 'noWitness' }, { kind: 'time' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('off', 'on', 'leave', 'forget'),
      host: fc.nat(5),
    }),
  },
)

const all = ({ hosts, witness }: World): VoterHost[] => (witness === null ? hosts : [...hosts, witness])

function happen(world: World, fate: Fate): void {
  const setHost = (index: number, change: Partial<VoterHost>): void => {
    world.hosts = world.hosts.map((one, at) => (at === index ? host(one.id, { ...one, ...change }) : one))
  }
  if (fate.kind === 'join' && world.hosts.length < 7) world.hosts.push(host(`h${(world.joined += 1)}`))
  if (fate.kind === 'witness') world.witness ??= w
  if (fate.kind === 'noWitness' && world.witness !== null) world.witness = host('w', { leaving: true })
  if (fate.kind === 'off') setHost(fate.host, { online: false })
  if (fate.kind === 'on') setHost(fate.host, { online: true })
  if (fate.kind === 'leave' && world.hosts.filter(({ leaving }) => !leaving).length > 1)
    setHost(fate.host, { leaving: true })
  if (fate.kind === 'forget' && world.members.some(({ name }) => name === world.hosts[fate.host]?.id))
    setHost(fate.host, { older: true })
  // Whoever is off is silent, for ten minutes when time has passed.
  const passed = fate.kind === 'time' ? replaceAfter : 1
  world.members = world.members.map((one) => {
    const at = all(world).find(({ id }) => id === one.name)
    return member(one.name, { ...one, silentFor: at?.online === true ? null : (one.silentFor ?? 0) + passed })
  })
}

const votersOf = ({ members }: World): KnownMember[] => members.filter((one) => !one.learner)
const isHealthy = (world: World, one: KnownMember): boolean =>
  one.silentFor === null && all(world).find(({ id }) => id === one.name)?.older !== true
/** Failures that can still be borne. */
const margin = (world: World): number =>
  votersOf(world).filter((one) => isHealthy(world, one)).length - quorumOf(votersOf(world).length)

function obey(world: World, decision: Decision): void {
  if (!('change' in decision)) return
  const { kind, name } = decision.change
  if (kind === 'add') world.members.push(member(name, learner))
  if (kind === 'promote') world.members = world.members.map((one) => (one.name === name ? member(name) : one))
  if (kind === 'remove') {
    world.members = world.members.filter((one) => one.name !== name)
    // It has put its old data aside; who has left is forgotten when nothing of it is left.
    world.hosts = world.hosts.map((one) => (one.id === name ? host(name, { ...one, older: false }) : one))
  }
}

/** One look of the caretaker, and what it did wrong. */
function care(world: World): { readonly decision: Decision; readonly faults: readonly string[] } {
  const decision = nextChange(world)
  if (!('change' in decision)) return { decision, faults: [] }
  const { change } = decision
  const before = margin(world)
  const target = world.members.find(({ name }) => name === change.name)
  const known = all(world).find(({ id }) => id === change.name)
  const isHealthyVoter = target !== undefined && isHealthy(world, target) && !target.learner
  const hadLearner = world.members.some((one) => one.learner)
  const spares = world.hosts.filter(
    ({ id, online, leaving }) => online && !leaving && !world.members.some(({ name }) => name === id),
  )
  const stayingVoters = votersOf(world).filter((one) =>
    world.hosts.some(({ id, leaving }) => id === one.name && !leaving),
  )
  const staying = world.hosts.filter(({ leaving }) => !leaving).length
  obey(world, decision)
  const isLess = margin(world) < before
  const isGivenUp = known === undefined || known.leaving || known.id === 'w'
  const couldReplace = spares.length > 0 && stayingVoters.length < Math.min(staying, 3)
  const judged: readonly (readonly [string, boolean])[] = [
    ['changed without a quorum', before < 0],
    ['no quorum after it', margin(world) < 0],
    ['two learners', world.members.filter((one) => one.learner).length > 1],
    ['nobody left', votersOf(world).length === 0],
    ['a healthy voter went while another was on the way in', change.kind === 'remove' && isHealthyVoter && hadLearner],
    ['fewer failures can be borne, and nobody was given up', isLess && !isGivenUp],
    ['fewer failures can be borne, and somebody could have taken the place', isLess && couldReplace],
  ]
  return {
    decision,
    faults: judged.flatMap(([fault, isSo]) => (isSo ? [`${inWords(decision)}: ${fault}`] : [])),
  }
}

const beginnings = fc.constantFrom(1, 2, 3, 5)
const stories = fc.array(fates, { maxLength: 60 })

function lived(count: number, story: readonly Fate[]): { readonly world: World; readonly faults: readonly string[] } {
  const ids = Array.from({ length: count }, (_, index) => `h${index + 1}`)
  const world: World = {
    hosts: ids.map((id) => host(id)),
    witness: null,
    members: ids.map((id) => member(id)),
    joined: count,
  }
  const faults: string[] = []
  for (const fate of story) {
    if (fate.kind === 'care') faults.push(...care(world).faults)
    else happen(world, fate)
  }
  return { world, faults }
}

test('whatever happens in between, no change costs a quorum or bears fewer failures than it must', () => {
  fc.assert(
    fc.property(beginnings, stories, (count, story) => {
      expect(lived(count, story).faults).toEqual([])
    }),
    { numRuns: 2000 },
  )
})

test('when everybody is there again, it ends after a few changes with as many voters as there should be', () => {
  fc.assert(
    fc.property(beginnings, stories, (count, story) => {
      const { world } = lived(count, story)
      world.hosts = world.hosts.map((one) => host(one.id, { leaving: one.leaving }))
      world.members = world.members.map((one) => member(one.name, { learner: one.learner }))
      const faults: string[] = []
      let changes = 0
      for (let isOver = false; !isOver && changes < 25; changes += 1) {
        const done = care(world)
        faults.push(...done.faults)
        isOver = !('change' in done.decision)
      }
      const staying = world.hosts.filter(({ leaving }) => !leaving).length
      const isWitnessed = staying === 2 && world.witness?.leaving === false
      const expected = staying >= 5 ? 5 : Math.min(staying, 3)
      const strangers = world.members.filter(
        ({ name, learner }) => learner || all(world).find(({ id }) => id === name)?.leaving !== false,
      )
      expect([faults, strangers]).toEqual([[], []])
      expect(changes).toBeLessThan(25)
      expect(votersOf(world)).toHaveLength(expected + (isWitnessed ? 1 : 0))
    }),
    { numRuns: 1000 },
  )
})
