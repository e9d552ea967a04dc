/** A plan as text: all of it for a terminal or a file, the telling part for a screen of 25 lines. */
import { say } from '../lib/text/say.ts'
import type { Language } from '../lib/text/types.ts'
import { pad, widthOf, wrap } from '../lib/text/width.ts'
import { listed } from '../preflight/support/listed.ts'
import type { Plan } from './plan.ts'
import { planView } from './plan-view.ts'
import type { DiskView, PlanView } from './plan-view.ts'

/** Lines longer than this are hard to read, also where a terminal is wider, or a file has no width. */
const widest = 110

/** The whole plan in lines of at most `width` columns, each ended. */
export function planText(plan: Plan, language: Language, width = widest): string {
  const view = planView(plan, language)
  const columns = Math.min(width, widest)
  const between = sentenceGap(language)
  const lines = [
    view.title,
    ...wrap(view.counts, columns),
    ...wrap(view.loss, columns),
    ...view.disks.flatMap((disk) => ['', ...diskLines(disk, view, language, columns)]),
    ...section(
      say(language, 'plan.arrays'),
      columnsOf(view.arrays.map(({ name, level, size, disks }) => [name, level, size, disks])),
      columns,
    ),
    ...section(
      say(language, 'plan.volumes'),
      view.groups.map((group) => groupText(group, language)),
      columns,
    ),
    ...section(say(language, 'plan.notes'), view.notes, columns),
    ...section(
      say(language, 'plan.problems'),
      view.problems.map(({ what, why, remedy }) => [what, why, remedy].join(between)),
      columns,
    ),
    ...ending(view, language, columns),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

/** Chinese stops bring their own space. */
const sentenceGap = (language: Language): string => (language === 'zh' ? '' : ' ')

function ending({ problems, code }: PlanView, language: Language, width: number): string[] {
  if (code !== null) return ['', ...wrap(say(language, 'plan.code', { code }), width)]
  return problems.length > 0 ? [] : ['', ...wrap(say(language, 'plan.ready'), width)]
}

function diskLines(disk: DiskView, view: PlanView, language: Language, width: number): string[] {
  const marks = Math.max(...view.disks.map(({ mark }) => widthOf(mark))) + 2
  const labels = (['plan.holds', 'plan.allowed', 'plan.because'] as const).map((key) => say(language, key))
  const column = Math.max(...labels.map((label) => widthOf(label))) + 2
  const [holds, allowed, because] = labels as [string, string, string]
  const head = [disk.name, disk.size, disk.kind, disk.model, serialText(disk)].filter((part) => part !== null)
  const row = (label: string, texts: readonly string[]): string[] =>
    texts.flatMap((text, index) =>
      hanging(' '.repeat(marks) + pad(index === 0 ? label : '', column), text, marks + column, width),
    )
  return [
    ...hanging(pad(disk.mark, marks), `${head.join('  ')}: ${disk.role}`, marks, width),
    ...row(holds, disk.holds),
    ...(disk.fate === 'keep' ? row(because, disk.why) : []),
    ...(disk.fate === 'wipe' ? row(allowed, [disk.permission ?? '']) : []),
  ]
}

const serialText = ({ serial }: DiskView): string | null => (serial === null ? null : `S/N ${serial}`)

/** `text` after `start`, its further lines standing `indent` columns in. */
function hanging(start: string, text: string, indent: number, width: number): string[] {
  return wrap(text, Math.max(8, width - indent)).map((line, index) =>
    `${index === 0 ? start : ' '.repeat(indent)}${line}`.trimEnd(),
  )
}

function section(title: string, texts: readonly string[], width: number): string[] {
  return texts.length === 0
    ? []
    : ['', ...wrap(title, width), ...texts.flatMap((text) => hanging('  ', text, 2, width))]
}

/** Cells under each other, but for the last, which may be long. */
function columnsOf(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, index) => Math.max(...rows.map((row) => widthOf(row[index]!)))) ?? []
  return rows.map((row) =>
    row
      .map((cell, index) => pad(cell, widths[index]!))
      .join('  ')
      .trimEnd(),
  )
}

function groupText({ name, size, free, volumes }: PlanView['groups'][number], language: Language): string {
  const parts = [...volumes, { name: say(language, 'plan.free'), size: free }]
  return `${name} ${size}: ${parts.map((part) => `${part.name} ${part.size}`).join(', ')}`
}

/**
 * What a person before a small screen has to know, most telling first, a line each; for the caller to wrap or cut. The
 * disks that are kept share one line; of the notes only those stay that tell of data nobody named.
 */
export function planLines(plan: Plan, language: Language): string[] {
  const view = planView(plan, language)
  const kept = view.disks.filter(({ fate }) => fate === 'keep')
  return [
    view.counts,
    view.loss,
    ...view.cautions.map((text) => `! ${text}`),
    ...view.disks.filter(({ fate }) => fate !== 'keep').map(shortDisk),
    ...(kept.length === 0
      ? []
      : [`${say(language, 'plan.mark.keep')} ${listed(kept.map(({ name, size }) => `${name} ${size}`))}`]),
    ...(view.arrays.length === 0
      ? []
      : [view.arrays.map(({ name, level, size }) => `${name} ${level} ${size}`).join('; ')]),
    ...view.groups.map((group) => groupText(group, language)),
    ...view.problems.map(({ what, remedy }) => `! ${[what, remedy].join(sentenceGap(language))}`),
    ...(view.code === null ? [] : [say(language, 'plan.code', { code: view.code })]),
  ]
}

function shortDisk(disk: DiskView): string {
  const { mark, name, size, kind, role, holds, permission, fate } = disk
  const head = [mark, name, size, kind, serialText(disk)].filter((part) => part !== null).join(' ')
  return `${head}: ${[role, listed(holds, 2), ...(fate === 'use' ? [] : [permission])].join('; ')}`
}
