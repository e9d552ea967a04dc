import { FreeAddresses } from './free.ts'
import { Queue } from './queue.ts'
import type { Queued } from './queue.ts'
import type { Lease } from './leases.ts'

/** An address of the pool that is, or was, somebody's. */
export interface PoolLease extends Lease, Queued {}

export interface Claimant {
  readonly key: string
  readonly mac: string
  readonly hostname: string
}

export interface PoolOptions {
  /** The dynamic addresses, without reserved ones. */
  readonly addresses: Iterable<number>
  /** Addresses kept for one client each, by its key. */
  readonly reserved: ReadonlyMap<string, number>
  /** Milliseconds. */
  readonly leaseTime: number
  readonly offerTime: number
  readonly declineTime: number
}

/**
 * The addresses of one subnet, in memory. Every operation takes constant time: the three queues hold leases that last
 * equally long, so each is in order of its ends, and `idle` is in order of how long nobody has used them.
 */
export class Pool {
  readonly #options: PoolOptions
  readonly #dynamic: Uint32Array
  readonly #free: FreeAddresses
  readonly #isDynamic: ReadonlySet<number>
  readonly #reservedAddresses: ReadonlySet<number>
  readonly #byKey = new Map<string, PoolLease>()
  readonly #byAddress = new Map<number, PoolLease>()
  readonly #offered = new Queue<PoolLease>()
  readonly #bound = new Queue<PoolLease>()
  readonly #declined = new Queue<PoolLease>()
  /** Ended leases, kept so that a client gets its old address back; the oldest is given away first. */
  readonly #idle = new Queue<PoolLease>()

  constructor(options: PoolOptions) {
    this.#options = options
    this.#dynamic = Uint32Array.from(options.addresses)
    this.#isDynamic = new Set(this.#dynamic)
    this.#free = new FreeAddresses(this.#dynamic)
    this.#reservedAddresses = new Set(options.reserved.values())
  }

  /** Takes up a lease from disk; the caller hands them over by their ends, oldest first. */
  restore(saved: Lease, now: number): void {
    if (!this.#isDynamic.has(saved.address) && !this.#reservedAddresses.has(saved.address)) return
    const lease: PoolLease = { ...saved }
    this.#free.delete(lease.address)
    this.#byAddress.set(lease.address, lease)
    if (lease.state === 'declined') this.#declined.append(lease)
    else if (lease.state === 'bound' && lease.expires > now) this.#bound.append(lease)
    else this.#retire(lease)
    if (lease.key !== '') this.#byKey.set(lease.key, lease)
  }

  /** The lease of a client, ended ones too. */
  of(key: string): PoolLease | undefined {
    return this.#byKey.get(key)
  }

  /** Whether this client may have this address: one of the ranges, or its own reservation. */
  mayHave(key: string, address: number): boolean {
    return this.#options.reserved.get(key) === address || this.#isDynamic.has(address)
  }

  get usage(): { readonly size: number; readonly used: number } {
    return { size: this.#dynamic.length, used: this.#bound.size + this.#offered.size + this.#declined.size }
  }

  leases(): Iterable<Lease> {
    return this.#byAddress.values()
  }

  /**
   * An address for a client: its reservation, the one it has or had, the one it asks for, a never used one (the same
   * for the same MAC, as far as free), else the one unused longest. Undefined when all are in use.
   */
  offer(claimant: Claimant, wanted: number | undefined, now: number): PoolLease | undefined {
    this.#expire(now)
    const lease = this.#choose(claimant, wanted)
    if (lease && lease.state !== 'bound') {
      lease.state = 'offered'
      lease.expires = now + this.#options.offerTime
      this.#offered.append(lease)
    }
    return lease
  }

  /** Binds an address that was offered to, or is held by, this client. */
  bind(lease: PoolLease, claimant: Claimant, now: number): void {
    if (lease.state !== 'bound') lease.since = now
    lease.state = 'bound'
    lease.hostname = claimant.hostname
    lease.expires = now + this.#options.leaseTime
    this.#bound.append(lease)
  }

  /**
   * Takes exactly this address for a client that says it has it, though nothing is known of that (its record was
   * lost, or the station restarted between offer and request). Undefined when it is not free for this client.
   */
  claim(claimant: Claimant, address: number, now: number): PoolLease | undefined {
    this.#expire(now)
    const reserved = this.#options.reserved.get(claimant.key)
    if (reserved !== undefined && reserved !== address) return undefined
    if (reserved === undefined && !this.#free.has(address)) return undefined
    const holder = this.#byAddress.get(address)
    if (holder) return holder.key === claimant.key ? holder : undefined
    return this.#assign(claimant, address)
  }

  /** Ends a lease; the address stays remembered for its client. */
  release(lease: PoolLease, now: number): void {
    lease.expires = now
    this.#retire(lease)
  }

  /** Sets an address aside that a client found in use (RFC 2131, 4.3.3). */
  decline(lease: PoolLease, now: number): void {
    if (this.#byKey.get(lease.key) === lease) this.#byKey.delete(lease.key)
    lease.key = ''
    lease.state = 'declined'
    lease.expires = now + this.#options.declineTime
    this.#declined.append(lease)
  }

  /** The client chose another server: its offer can go to somebody else at once. */
  withdraw(lease: PoolLease): void {
    if (lease.state === 'offered') this.#lapse(lease)
  }

  #choose(claimant: Claimant, wanted: number | undefined): PoolLease | undefined {
    const had = this.#byKey.get(claimant.key)
    const reserved = this.#options.reserved.get(claimant.key)
    if (reserved !== undefined) {
      if (had?.address === reserved) return had
      const holder = this.#byAddress.get(reserved)
      if (!holder || holder.state === 'ended') return this.#assign(claimant, reserved)
    }
    if (had && this.mayHave(claimant.key, had.address)) return had
    if (wanted !== undefined && this.#free.has(wanted)) return this.#assign(claimant, wanted)
    const fresh = this.#hashed(claimant.key) ?? this.#free.any()
    if (fresh !== undefined) return this.#assign(claimant, fresh)
    const oldest = this.#idle.first
    return oldest && this.#assign(claimant, oldest.address)
  }

  #assign({ key, mac, hostname }: Claimant, address: number): PoolLease {
    const previous = this.#byAddress.get(address)
    if (previous) {
      previous.queue?.remove(previous)
      if (this.#byKey.get(previous.key) === previous) this.#byKey.delete(previous.key)
    }
    this.#free.delete(address)
    const lease: PoolLease = { address, key, mac, hostname, state: 'offered', since: 0, expires: 0 }
    this.#byAddress.set(address, lease)
    this.#byKey.set(key, lease)
    this.#offered.append(lease)
    return lease
  }

  /** The same few candidates for the same client, so that it keeps its address even when the database is lost. */
  #hashed(key: string): number | undefined {
    if (this.#free.size === 0) return undefined
    let hash = 2166136261
    for (let index = 0; index < key.length; index += 1) hash = Math.imul(hash ^ key.charCodeAt(index), 16777619)
    for (let attempt = 0; attempt < 4; attempt += 1) {
      hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
      const address = this.#dynamic[(hash >>> 0) % this.#dynamic.length]!
      if (this.#free.has(address)) return address
    }
    return undefined
  }

  #expire(now: number): void {
    for (let lease = this.#bound.first; lease && lease.expires <= now; lease = this.#bound.first) this.#retire(lease)
    for (let lease = this.#offered.first; lease && lease.expires <= now; lease = this.#offered.first) this.#lapse(lease)
    for (let lease = this.#declined.first; lease && lease.expires <= now; lease = this.#declined.first)
      this.#forget(lease)
  }

  /** An offer nobody took: one that once was a lease is remembered, a new one is forgotten. */
  #lapse(lease: PoolLease): void {
    if (lease.since === 0) this.#forget(lease)
    else this.#retire(lease)
  }

  #retire(lease: PoolLease): void {
    lease.state = 'ended'
    // A reserved address waits for its own client; nobody else may get it from the queue.
    if (this.#isDynamic.has(lease.address)) this.#idle.append(lease)
    else lease.queue?.remove(lease)
  }

  #forget(lease: PoolLease): void {
    lease.queue?.remove(lease)
    this.#byAddress.delete(lease.address)
    if (this.#byKey.get(lease.key) === lease) this.#byKey.delete(lease.key)
    if (this.#isDynamic.has(lease.address)) this.#free.add(lease.address)
  }
}
