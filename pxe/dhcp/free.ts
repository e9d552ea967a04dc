/** The addresses of a pool that nobody ever had: membership, removal and a pick in constant time. */
export class FreeAddresses {
  readonly #addresses: Uint32Array
  readonly #places = new Map<number, number>()
  #size: number

  constructor(addresses: Iterable<number>) {
    this.#addresses = Uint32Array.from(addresses)
    this.#size = this.#addresses.length
    for (const [place, address] of this.#addresses.entries()) this.#places.set(address, place)
  }

  get size(): number {
    return this.#size
  }

  has(address: number): boolean {
    return this.#places.has(address)
  }

  delete(address: number): boolean {
    const place = this.#places.get(address)
    if (place === undefined) return false
    this.#places.delete(address)
    this.#size -= 1
    if (place < this.#size) {
      const moved = this.#addresses[this.#size]!
      this.#addresses[place] = moved
      this.#places.set(moved, place)
    }
    return true
  }

  /** Gives an address back. */
  add(address: number): void {
    if (this.#places.has(address)) return
    this.#addresses[this.#size] = address
    this.#places.set(address, this.#size)
    this.#size += 1
  }

  any(): number | undefined {
    return this.#size === 0 ? undefined : this.#addresses[this.#size - 1]
  }
}
