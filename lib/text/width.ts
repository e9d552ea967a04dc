import stringWidth from 'string-width'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Columns that `text` takes on a terminal: a Chinese character takes two, a colour none. */
export const widthOf = stringWidth

/** `text` filled up with spaces to `width` columns; longer text stays as it is. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)))
  return align === 'left' ? text + space : space + text
}

/** `text` in at most `width` columns, with `…` where something was left out. Never cuts a character in two. */
export function truncate(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let kept = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    const next = widthOf(segment)
    if (used + next > width - 1) break
    kept += segment
    used += next
  }
  return width > 0 ? `${kept}…` : ''
}

const words = new Intl.Segmenter('zh', { granularity: 'word' })
/** What may not begin a line: closing brackets and stops of both scripts. */
const closing = /^[\p{Pe}\p{Pf},.;:!?%，。；：、！？…”’]+$/u

/** `text` in lines of at most `width` columns, broken between words; Chinese between words too, and never before a stop. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  const pieces: string[] = []
  for (const { segment } of words.segment(text))
    if (closing.test(segment) && pieces.length > 0) pieces[pieces.length - 1] += segment
    else pieces.push(segment)
  for (const piece of pieces) {
    if (widthOf(line + piece) <= width) line += piece
    else {
      if (line.trimEnd() !== '') lines.push(line.trimEnd())
      line = piece.trimStart()
      // A word wider than a line (a path, a serial) is cut wherever the line ends.
      while (widthOf(line) > width) {
        let head = ''
        for (const { segment } of graphemes.segment(line)) {
          if (head !== '' && widthOf(head + segment) > width) break
          head += segment
        }
        lines.push(head)
        line = line.slice(head.length)
      }
    }
  }
  if (line.trimEnd() !== '' || lines.length === 0) lines.push(line.trimEnd())
  return lines
}
