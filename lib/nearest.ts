/** The candidate that is written most like `word`; undefined when there is none to choose from. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const lower = Array.from(word.toLowerCase())
  const ranked = candidates.map((candidate) => ({
    candidate,
    far: distance(lower, Array.from(candidate.toLowerCase())),
  }))
  return ranked.toSorted((a, b) => a.far - b.far)[0]?.candidate
}

/** Levenshtein's: characters to insert, delete or replace. Only the last row of the table is kept. */
function distance(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, left] of a.entries()) {
    const next = [i + 1]
    for (const [j, right] of b.entries())
      next.push(Math.min((row[j] ?? 0) + (left === right ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    row = next
  }
  return row.at(-1) ?? a.length
}
