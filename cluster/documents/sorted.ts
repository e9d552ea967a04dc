import { lowerBound } from '../store/order.ts'

/** Items kept in order while they come and go, so that a page of them costs no sorting. */
export interface Sorted<Item> {
  readonly items: readonly Item[]
  fill(items: Iterable<Item>): void
  add(item: Item): void
  /** The very item that was added. */
  remove(item: Item): void
}

/** @param compare Zero for no two different items that are in it at the same time. */
export function sorted<Item>(compare: (a: Item, b: Item) => number): Sorted<Item> {
  let items: Item[] = []
  const place = (item: Item): number => lowerBound(items, (each) => compare(each, item))
  return {
    get items() {
      return items
    },
    fill(all) {
      items = [...all].sort(compare)
    },
    add: (item) => void items.splice(place(item), 0, item),
    remove(item) {
      const index = place(item)
      if (items[index] === item) items.splice(index, 1)
    },
  }
}
