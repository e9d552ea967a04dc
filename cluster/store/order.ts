/** Compares keys as their UTF-8 bytes do, which is by code point; `<` of JavaScript compares UTF-16 units. */
export function compareKeys(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  for (let index = 0; index < shorter; index += 1) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

/** Surrogates stand for code points above all that one unit can say. */
function rank(unit: number): number {
  if (unit < 0xd8_00) return unit
  return unit >= 0xe0_00 ? unit - 0x8_00 : unit + 0x20_00
}

/** Index of the first of `sorted` that is not before what is looked for; `compare` says where an item stands beside it. */
export function lowerBound<Item>(sorted: readonly Item[], compare: (item: Item) => number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(sorted[middle]!) < 0) low = middle + 1
    else high = middle
  }
  return low
}
