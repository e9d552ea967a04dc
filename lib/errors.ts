import { fill } from './text/fill.ts'
import { errorCatalogue, isErrorCode } from './text/errors.ts'
import type { ErrorCode, ErrorParams } from './text/errors.ts'
import { inWords } from './text/say.ts'
import type { ErrorText, Language, Params } from './text/types.ts'

interface Options {
  readonly cause?: unknown
  /** Context for the log; never shown to operators. */
  readonly detail?: string
}

/**
 * The one error of the product: a code of the catalogue and its parameters.
 * Texts in both languages, HTTP status and exit code come from the catalogue (`lib/text/errors.ts`).
 */
export class VmpError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code
  readonly params: Params
  readonly detail: string | undefined

  constructor(
    code: Code,
    ...[params, options]: keyof ErrorParams<Code> extends never
      ? [params?: Record<string, never>, options?: Options]
      : [params: ErrorParams<Code>, options?: Options]
  ) {
    super(fill(errorCatalogue[code].en.what, params ?? {}), { cause: options?.cause })
    this.name = 'VmpError'
    this.code = code
    this.params = params ?? {}
    this.detail = options?.detail
  }
}

/** An error as it travels: over the API, in events, in a database. */
export interface Problem {
  readonly code: string
  readonly params: Params
}

export function isVmpError(error: unknown): error is VmpError {
  return error instanceof VmpError
}

/** Any thrown value as one of ours; what is not ours becomes `internal`, and the original is kept as its cause. */
export function asVmpError(error: unknown): VmpError {
  if (isVmpError(error)) return error
  if (isSystemError(error) && error.code === 'ENOSPC')
    return new VmpError('disk.full', { path: error.path ?? '?' }, { cause: error })
  if (isDatabaseFull(error)) return new VmpError('disk.full', { path: 'the database' }, { cause: error })
  if (error instanceof Error && error.name === 'AbortError') return new VmpError('cancelled', {}, { cause: error })
  const detail = error instanceof Error ? error.message : String(error)
  return new VmpError('internal', { detail }, { cause: error })
}

/** A Node error with an errno name in `code` (ENOENT, EADDRINUSE, …). */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string'
}

/** SQLITE_FULL (13), which is all that node:sqlite says of a full disk. */
function isDatabaseFull(error: unknown): boolean {
  return isSystemError(error) && error.code === 'ERR_SQLITE_ERROR' && (error as { errcode?: unknown }).errcode === 13
}

export function toProblem(error: unknown): Problem {
  const { code, params } = asVmpError(error)
  return { code, params }
}

/** A problem that came over a wire, as an error again; a code this version does not know becomes `internal`. */
export function fromProblem({ code, params }: Problem): VmpError {
  if (!isErrorCode(code)) return new VmpError('internal', { detail: code })
  return new (VmpError as new (code: ErrorCode, params: Params) => VmpError)(code, params)
}

/** What, why and what to do, in words. */
export function describe(problem: Problem, language: Language): ErrorText {
  const { code, params: given } = fromProblem(problem)
  const params = inWords(language, given)
  const text = errorCatalogue[code][language]
  return { what: fill(text.what, params), why: fill(text.why, params), remedy: fill(text.remedy, params) }
}

export function exitCodeOf(error: unknown): number {
  return errorCatalogue[asVmpError(error).code].exit
}

export function httpStatusOf(error: unknown): number {
  return errorCatalogue[asVmpError(error).code].status
}
