/** Plays the controller, which decides about voters, and the agents, which start what was added; and a writer who keeps count. */
import { rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { VmpError } from '../../../lib/errors.ts'
import { listAt, textAt } from '../../../lib/tools/json.ts'
import type { Gateway } from '../gateway.ts'
import { applyChange, listMembers } from '../members.ts'
import type { Member, MemberChange } from '../members.ts'
import { statusOf } from '../status.ts'
import { nextChange } from '../voters.ts'
import type { Decision, KnownMember, VoterHost } from '../voters.ts'
import type { TestHost } from './hosts.ts'

export const pause = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  delay(milliseconds, undefined, signal === undefined ? {} : { signal })

/** Longer than a member of a busy machine is silent, and so not replaced. */
const LONG = 10_000

async function knownMembers(members: readonly Member[], hosts: readonly TestHost[]): Promise<KnownMember[]> {
  return Promise.all(
    members.map(async ({ id, name, peerUrls, clientUrls, learner }) => {
      const host = hosts.find((one) => one.name === name || peerUrls.includes(one.peerUrl))
      const isHealthy = host !== undefined && (await answers(host.gateway))
      return { id, name, peerUrls, clientUrls, learner, silentFor: isHealthy ? null : LONG / 1000 }
    }),
  )
}

export async function answers(gateway: Gateway): Promise<boolean> {
  try {
    return (await statusOf(gateway, { timeout: 1000 })).leader !== null
  } catch (error) {
    if (error instanceof VmpError && error.code.startsWith('etcd.')) return false
    throw error
  }
}

export interface Wanted {
  readonly hosts: readonly TestHost[]
  readonly leaving?: readonly TestHost[]
  readonly older?: readonly TestHost[]
  /** Whom it asks. */
  readonly through: TestHost
  readonly environment?: Readonly<Record<string, string>>
}

/** Until nothing is left to be done; what was done, in words. */
export async function settle({ hosts, leaving = [], older = [], through, environment }: Wanted): Promise<string[]> {
  const done: string[] = []
  const begun = performance.now()
  const stale = new Set(older)
  while (performance.now() - begun < 45_000) {
    const members = await listMembers(through.gateway)
    const known = await knownMembers(members, hosts)
    const voters = hosts.map((host): VoterHost => ({
      id: host.name,
      peerUrl: host.peerUrl,
      online: true,
      leaving: leaving.includes(host),
      older: stale.has(host),
    }))
    const decision: Decision = nextChange({ hosts: voters, witness: null, members: known })
    if ('nothing' in decision) return done
    if ('wait' in decision) {
      await pause(200)
      continue
    }
    const { change } = decision
    const after = await applyChange(through.gateway, change, { pause, attempts: 15 })
    done.push(`${change.kind} ${change.name}`)
    await follow(change, hosts, after, stale, environment)
  }
  throw new Error(`not settled; so far: ${done.join(', ')}`)
}

/** What the agent of the changed host does. */
async function follow(
  change: MemberChange,
  hosts: readonly TestHost[],
  members: readonly Member[],
  stale: Set<TestHost>,
  environment?: Readonly<Record<string, string>>,
): Promise<void> {
  const host = hosts.find(({ name }) => name === change.name)
  if (host === undefined) return
  if (change.kind === 'remove') {
    await host.kill()
    rmSync(host.dataFolder, { recursive: true, force: true })
    stale.delete(host)
  }
  if (change.kind === 'add') await host.start(members, environment)
}

export interface Writer {
  /** Keys whose writing was acknowledged. */
  readonly acknowledged: readonly string[]
  stop(): Promise<void>
}

export const encoded = (text: string): string => Buffer.from(text).toString('base64')

export async function put(gateway: Gateway, key: string, value = key): Promise<void> {
  await gateway.call('/v3/kv/put', { key: encoded(key), value: encoded(value) })
}

/** Writes one key after the other, to whoever takes it. */
export function writer(prefix: string, gateways: () => readonly Gateway[]): Writer {
  const acknowledged: string[] = []
  let isOver = false
  const loop = (async () => {
    for (let count = 0; !isOver; count += 1) {
      const all = gateways()
      const key = `${prefix}${String(count).padStart(6, '0')}`
      try {
        await put(all[count % all.length]!, key)
        acknowledged.push(key)
      } catch (error) {
        if (!(error instanceof VmpError)) throw error
        await pause(20)
      }
    }
  })()
  return {
    acknowledged,
    async stop() {
      isOver = true
      await loop
    },
  }
}

/** What one member has itself, whatever the others have. */
export async function keysAt(gateway: Gateway, prefix: string): Promise<string[]> {
  const range = { key: encoded(prefix), range_end: encoded(`${prefix}~`), serializable: true, keys_only: true }
  const answer = await gateway.call('/v3/kv/range', range)
  return listAt(answer, 'kvs').map((entry) => Buffer.from(textAt(entry, 'key') ?? '', 'base64').toString('utf8'))
}
