/** An element of one queue at a time. */
export interface Queued {
  queue?: Queue<this> | undefined
  before?: this | undefined
  after?: this | undefined
}

/** A doubly linked list whose elements carry their links: append and remove from anywhere in constant time. */
export class Queue<Item extends Queued> {
  #first: Item | undefined
  #last: Item | undefined
  #size = 0

  get first(): Item | undefined {
    return this.#first
  }

  get size(): number {
    return this.#size
  }

  /** Puts an item at the end, out of whichever queue it was in. */
  append(item: Item): void {
    item.queue?.remove(item)
    item.queue = this
    item.before = this.#last
    if (this.#last) this.#last.after = item
    else this.#first = item
    this.#last = item
    this.#size += 1
  }

  remove(item: Item): void {
    if (item.before) item.before.after = item.after
    else this.#first = item.after
    if (item.after) item.after.before = item.before
    else this.#last = item.before
    item.queue = item.before = item.after = undefined
    this.#size -= 1
  }
}
