import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import { VmpError } from '../lib/errors.ts'

/** Bodies are checked as they are; only what stands in an address may be turned into a number or a boolean. */
export function validators(): (schema: {
  schema: object
  httpPart?: string
}) => (value: unknown) => boolean | { error: Error } {
  const strict = addFormats.default(new Ajv.default({ allErrors: false, strict: false }))
  const coercing = addFormats.default(new Ajv.default({ allErrors: false, strict: false, coerceTypes: true }))
  return ({ schema, httpPart = 'body' }) => {
    const ajv = httpPart === 'body' ? strict : coercing
    const check = ajv.compile(schema)
    return (value) => {
      if (check(value)) return true
      const [first] = check.errors ?? []
      const where = `${httpPart}${first?.instancePath ?? ''}`
      return { error: new VmpError('input.invalid', { problem: first?.message ?? 'not valid', where }) }
    }
  }
}
