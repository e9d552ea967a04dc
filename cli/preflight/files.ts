/** Files that people name: reports as `vmp preflight` writes them, one or a list of them, and what is written for people. */
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Check, Errors } from 'typebox/value'
import { isSystemError, VmpError } from '../../lib/errors.ts'
import { writeFileSafely } from '../../lib/files.ts'
import { Report, reportVersion } from '../../preflight/report.ts'

/**
 * @throws VmpError `preflight.fileUnreadable`, `preflight.notJson`, `preflight.notReport` or `preflight.reportVersion`
 */
export function reportsIn(file: string): Report[] {
  const value = jsonIn(file)
  return (Array.isArray(value) ? value : [value]).map((each: unknown) => reportFrom(each, file))
}

/** The one report in a file. */
export function reportIn(file: string): Report {
  const reports = reportsIn(file)
  const [report] = reports
  if (report === undefined || reports.length > 1)
    throw new VmpError('preflight.notOneReport', { file, count: reports.length })
  return report
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw new VmpError('preflight.notJson', { file }, { cause: error })
    if (isSystemError(error))
      throw new VmpError('preflight.fileUnreadable', { file, problem: error.message }, { cause: error })
    throw error
  }
}

function reportFrom(value: unknown, file: string): Report {
  if (Check(Report, value)) return value
  const version = (value as { version?: unknown } | null)?.version
  if (typeof version === 'number' && version !== reportVersion)
    throw new VmpError('preflight.reportVersion', { file, version, known: reportVersion })
  const [first] = Errors(Report, value)
  const problem = first === undefined ? '–' : `${first.instancePath || '/'} ${first.message}`
  throw new VmpError('preflight.notReport', { file, problem: shortened(problem) })
}

/** An empty object lacks everything that a report has; nobody needs the whole list. */
const longest = 120
const shortened = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest)}…`)

/** Whether what was written on the command line is a file rather than the name of a machine. */
export function isFile(text: string): boolean {
  return text.endsWith('.json') || text.includes('/')
}

/** @throws VmpError `disk.full` or `files.unwritable` */
export function writeNamed(file: string, content: string | Buffer, mode?: number): void {
  try {
    writeFileSafely(file, content, mode)
  } catch (error) {
    if (!isSystemError(error)) throw error
    if (error.code === 'ENOSPC') throw new VmpError('disk.full', { path: dirname(file) }, { cause: error })
    throw new VmpError('files.unwritable', { file, problem: error.message }, { cause: error })
  }
}
