/** The status on a plain text screen, and as lines of a log for the serial line. Pure: consoles.ts writes them. */
import { say } from '../lib/text/say.ts'
import { findingPrefix } from './findings.ts'
import { rows, type Row } from './rows.ts'
import type { LiveStatus } from './status.ts'

const labelWidth = 13
/** Lines that one text may take. */
const mostLines = 4
const hardwareRows = new Set(['cpu', 'memory', 'disks', 'nics', 'bmc', 'firmware', 'unread'])

/** What our own texts use beyond ASCII. */
const written: Readonly<Record<string, string>> = {
  '≥': '>=',
  '≤': '<=',
  '−': '-',
  '–': '-',
  '×': 'x',
  '’': "'",
  '“': '"',
  '”': '"',
  '…': '...',
  µ: 'u',
  '°': '',
}

/** A Linux text console has no Chinese glyphs, and names may hold anything: what is not printable ASCII becomes '?'. */
const plain = (text: string): string => text.replaceAll(/[^\u0020-\u007E]/gu, (character) => written[character] ?? '?')

/** The whole screen: exactly `height` lines of at most `width` columns, in English (see `plain`). */
export function renderScreen(status: LiveStatus, width = 80, height = 25): string[] {
  const { version, boot } = status
  const title = say('en', 'live.title', { version })
  const rescue = boot.mode === 'rescue' ? ` (${say('en', 'live.rescue')})` : ''
  const image = boot.image === null ? boot.source : `${boot.image} (${boot.source})`
  const head = [plain(spread(title + rescue, image, width)), '-'.repeat(width)]
  const keys = [{ id: 'keys', label: say('en', 'live.label.keys'), text: say('en', 'live.keys') }]
  const groups = [...rows(status, 'en'), keys].filter((group) => group.length > 0)
  const room = height - head.length
  const body = firstThatFits(groups, room, width)
  return [...head, ...body, ...Array.from({ length: room - body.length }, () => '')]
}

interface Layout {
  gap: string[]
  /** Lines that a text about the hardware, and that a finding may take. */
  hardware: number
  finding: number
}

/**
 * When the screen is full, blank lines between groups go first, then the hardware's long texts lose their tails. What a
 * technician must do comes before what the machine is: with findings the hardware may go, and at last some findings, which
 * is said. What a person compares (codes, fingerprint) stays whole.
 */
function firstThatFits(groups: Row[][], room: number, width: number): string[] {
  const layouts: Layout[] = [
    { gap: [''], hardware: mostLines, finding: mostLines },
    { gap: [''], hardware: mostLines, finding: 3 },
    { gap: [], hardware: mostLines, finding: 3 },
    { gap: [], hardware: 2, finding: 3 },
    { gap: [], hardware: 1, finding: 3 },
    ...(groups.flat().some((row) => isFinding(row) || row.id === 'installation')
      ? [
          { gap: [''], hardware: 0, finding: mostLines },
          ...[mostLines, 3, 2].map((finding) => ({ gap: [], hardware: 0, finding })),
        ]
      : []),
  ]
  const tightest = layouts.at(-1)!
  const fitting = layouts.map((layout) => layOut(groups, layout, width)).find((lines) => lines.length <= room)
  if (fitting !== undefined) return fitting
  for (let left = groups.flat().filter(isFinding).length - 1; left >= 0; left--) {
    const lines = layOut(withFirstFindings(groups, left), tightest, width)
    if (lines.length <= room) return lines
  }
  return layOut(groups, tightest, width).slice(0, room)
}

const isFinding = ({ id }: Row): boolean => id.startsWith(findingPrefix)

function withFirstFindings(groups: Row[][], most: number): Row[][] {
  return groups.map((group) => {
    const findings = group.filter(isFinding)
    if (findings.length <= most) return group
    const text = say('en', 'live.preflight.more', { count: findings.length - most })
    const more = { id: 'more', label: say('en', 'live.label.more'), text }
    return [...group.filter((row) => !isFinding(row)), ...findings.slice(0, most), more]
  })
}

function layOut(groups: Row[][], { gap, hardware, finding }: Layout, width: number): string[] {
  const most = (row: Row): number => (hardwareRows.has(row.id) ? hardware : isFinding(row) ? finding : mostLines)
  const texts = groups
    .map((group) => group.flatMap((row) => (most(row) === 0 ? [] : wrap(row, width, most(row)))))
    .filter((lines) => lines.length > 0)
  return texts.flatMap((lines, index) => (index === 0 ? lines : gap.concat(lines)))
}

function spread(left: string, right: string, width: number): string {
  return `${left}${' '.repeat(Math.max(1, width - left.length - right.length))}${right}`.slice(0, width)
}

/** A row in at most `most` lines, broken at spaces and colons, its text aligned behind the label. */
function wrap({ label, text }: Row, width: number, most: number): string[] {
  const room = width - labelWidth
  const lines: string[] = []
  let rest = plain(text)
  while (rest.length > room && lines.length < most - 1) {
    const at = Math.max(rest.lastIndexOf(' ', room), rest.lastIndexOf(':', room - 1) + 1)
    const cut = at > room / 2 ? at : room
    lines.push(rest.slice(0, cut).trimEnd())
    rest = rest.slice(cut).trimStart()
  }
  lines.push(rest.length > room ? `${rest.slice(0, room - 3)}...` : rest)
  return lines.map((line, index) => `${(index === 0 ? label : '').padEnd(labelWidth)}${line}`.trimEnd())
}

/** Lines for what changed between two states: one a row, so that a recorded serial line reads as a log. */
export function changedLines(before: LiveStatus | undefined, after: LiveStatus): string[] {
  const old = new Map(before === undefined ? [] : flat(before).map(({ id, text }) => [id, text]))
  return flat(after)
    .filter(({ id, text }) => old.get(id) !== text)
    .map(({ label, text }) => plain(`VMP: ${label}: ${text}`))
}

const flat = (status: LiveStatus): Row[] => rows(status, 'en').flat()
