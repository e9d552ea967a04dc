/**
 * Whether all of `text` fits `pattern`, in which `*` stands for any characters and `?` for one; capitals do not matter.
 * Goes back to the last `*` only, so that no pattern takes longer than pattern times text.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const wanted = Array.from(pattern.toLowerCase())
  const given = Array.from(text.toLowerCase())
  let at = 0
  let star = -1
  let resume = 0
  for (let index = 0; index < given.length;) {
    const mark = wanted[at]
    if (mark === '*') {
      star = at
      resume = index
      at += 1
    } else if (mark === '?' || (mark !== undefined && mark === given[index])) {
      at += 1
      index += 1
    } else if (star >= 0) {
      at = star + 1
      resume += 1
      index = resume
    } else return false
  }
  return wanted.slice(at).every((mark) => mark === '*')
}
