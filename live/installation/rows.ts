/** An installation as rows for screen, serial line and page. */
import { describe } from '../../lib/errors.ts'
import type { MessageKey } from '../../lib/text/messages.ts'
import { say, sayAny } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import { decimalSize, duration } from '../../lib/units.ts'
import type { Row } from '../rows.ts'
import type { InstallationStatus, StepStatus } from './status.ts'

/** Lines of the plan on a screen; a machine may have hundreds of disks. */
const mostPlanLines = 5

/** Characters of the bar. */
const barWidth = 30

/** What is said of an installation, first how far it is; with `whole` every line of the plan. */
export function installationRows(status: InstallationStatus | null, language: Language, whole: boolean): Row[] {
  if (status === null) return []
  const row = (id: string, label: Extract<MessageKey, `live.label.${string}`>, text: string | null): Row[] =>
    text === null ? [] : [{ id, label: say(language, label), text }]
  const problem = status.problem === null ? null : describe(status.problem, language)
  return [
    ...row('installation', 'live.label.installation', phaseText(status, language)),
    ...row('step', 'live.label.step', status.step === null ? null : stepText(status.step, language)),
    ...row(
      'progress',
      'live.label.progress',
      status.phase === 'running' ? progressText(status.step, language, whole) : null,
    ),
    ...row('installProblem', 'live.label.problem', problem && `${status.problem!.code}: ${problem.what}`),
    ...row('installCause', 'live.label.cause', problem?.why ?? null),
    ...row('installRemedy', 'live.label.remedy', problem?.remedy ?? null),
    ...planLines(status.plan?.[language] ?? [], language, whole).flatMap((text, index) =>
      row(`plan ${index + 1}`, 'live.label.plan', text),
    ),
  ]
}

function planLines(lines: readonly string[], language: Language, whole: boolean): readonly string[] {
  if (whole || lines.length <= mostPlanLines) return lines
  const count = lines.length - mostPlanLines + 1
  return [...lines.slice(0, mostPlanLines - 1), say(language, 'live.preflight.more', { count })]
}

function phaseText({ phase, position, name, finish }: InstallationStatus, language: Language): string {
  const host = name ?? '-'
  const texts = {
    queued: say(language, 'live.install.queued', { position: position ?? '-' }),
    planned: say(language, 'live.install.planned'),
    running: say(language, 'live.install.running', { host }),
    written: say(language, finish === 'reboot' ? 'live.install.restarts' : 'live.install.switchesOff', { host }),
    failed: say(language, 'live.install.failed', { host }),
    stopped: say(language, 'live.install.stopped'),
  } satisfies Record<InstallationStatus['phase'], string>
  return texts[phase]
}

function stepText({ id, number, of }: StepStatus, language: Language): string {
  return say(language, 'live.install.step', { number, of, title: sayAny(language, `install.${id}`) })
}

/** A bar and figures; the page draws the bar itself. On a serial line each change is a line: the figures change in tens of per cent. */
function progressText(step: StepStatus | null, language: Language, whole: boolean): string | null {
  if (step === null || step.percent === null) return null
  const tens = Math.floor(step.percent / 10) * 10
  const full = Math.round((tens / 100) * barWidth)
  const bar = whole ? '' : `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}] `
  const rate = step.rate === null ? '' : say(language, 'live.install.rate', { rate: decimalSize(roundRate(step.rate)) })
  const left = step.left === null ? '' : say(language, 'live.install.left', { time: duration(roundSeconds(step.left)) })
  return `${bar}${whole ? Math.floor(step.percent) : tens} %${rate}${left}`
}

/** Two figures that count: a rate that moves a little is the same rate. */
function roundRate(rate: number): number {
  const scale = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, rate))) - 1)
  return Math.round(rate / scale) * scale
}

/** Below a minute in tens of seconds, then in minutes. */
function roundSeconds(milliseconds: number): number {
  const seconds = milliseconds / 1000
  const scale = seconds < 60 ? 10 : 60
  return Math.ceil(seconds / scale) * scale
}
