/** Reports in files: what `vmp preflight report --json` printed, one report or a list of them. */
import { readFileSync } from 'node:fs'
import { Check, Errors } from 'typebox/value'
import { isSystemError, VmpError } from '../../lib/errors.ts'
import { Report, reportVersion } from '../../preflight/report.ts'

/** @throws VmpError `preflight.reportUnreadable` when the file cannot be read, is no report, or one of another version. */
export function reportsIn(file: string): Report[] {
  const refuse = (problem: string, cause?: unknown): VmpError =>
    new VmpError('preflight.reportUnreadable', { file, problem }, { cause })
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw refuse('it is not JSON', error)
    if (isSystemError(error)) throw refuse(error.message, error)
    throw error
  }
  return (Array.isArray(value) ? value : [value]).map((each: unknown) => {
    const problem = problemOf(each)
    if (problem !== undefined) throw refuse(problem)
    return each as Report
  })
}

/** The one report in a file. */
export function reportIn(file: string): Report {
  const [report, more] = reportsIn(file)
  if (report === undefined || more !== undefined)
    throw new VmpError('preflight.reportUnreadable', { file, problem: 'it does not hold exactly one report' })
  return report
}

function problemOf(value: unknown): string | undefined {
  if (Check(Report, value)) return undefined
  const version = (value as { version?: unknown } | null)?.version
  if (typeof version === 'number' && version !== reportVersion)
    return `it is of version ${version}, and this program knows ${reportVersion}`
  const [first] = Errors(Report, value)
  return first === undefined ? 'it is not a report' : `${first.instancePath || '/'} ${first.message}`
}

/** Whether what was written on the command line is a file rather than the name of a machine. */
export function isFile(text: string): boolean {
  return text.endsWith('.json') || text.includes('/')
}
