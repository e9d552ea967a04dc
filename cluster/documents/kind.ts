import Ajv from 'ajv'
import type { ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { VmpError } from '../../lib/errors.ts'
import type { MessageKey } from '../../lib/text/messages.ts'

/** What a migration is given, and gives back for the next version. */
export interface Migrated {
  readonly spec: unknown
  readonly status: unknown
}

/** From one version to the next. */
type Migration = (document: Migrated) => Migrated

interface KindOptions<Spec extends TSchema, Status extends TSchema> {
  /** As it stands in keys and addresses; never changed. */
  readonly name: string
  /** What people call one of them. */
  readonly title: MessageKey
  /** What is wanted: written by people and by the controller. */
  readonly spec: Spec
  /** What is seen: written by whoever does the work. */
  readonly status: Status
  /** What one of them may be named, which is unique; those of other kinds have no name. */
  readonly names?: TSchema
  /** In order, from version 1 on; never edit one that was released, add another. */
  readonly migrations?: readonly Migration[]
}

/** A kind of documents: what they hold, and how those of older versions become today's. */
export interface Kind<Spec, Status> {
  readonly name: string
  readonly title: MessageKey
  readonly named: boolean
  /** Of what is written today: 1 and one more for each migration. */
  readonly version: number
  readonly migrations: readonly Migration[]
  /** @throws VmpError `document.invalid`, which names the place. */
  checkSpec(spec: Spec): void
  checkStatus(status: Status): void
  checkName(name: string | null): void
  checkId(id: string): void
}

/** For those whose names no standard limits: whatever people write on one line. */
export const AnyName = Type.String({ minLength: 1, maxLength: 128, pattern: '^[^\\s\\p{C}]([^\\p{C}]*[^\\s\\p{C}])?$' })
const Id = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$' })

/** Problems named in one error. */
const NAMED = 5

export function kind<const Spec extends TSchema, const Status extends TSchema>(
  options: KindOptions<Spec, Status>,
): Kind<Static<Spec>, Static<Status>> {
  const { name, title, spec, status, names, migrations = [] } = options
  const ajv = addFormats.default(new Ajv.default({ allErrors: true, strict: false, verbose: false }))
  const checker = (where: string, schema: TSchema): ((value: unknown) => void) => {
    let compiled: ValidateFunction | undefined
    return (value) => {
      compiled ??= ajv.compile(schema)
      if (compiled(value)) return
      const errors = (compiled.errors ?? []).slice(0, NAMED)
      throw new VmpError('document.invalid', {
        kind: title,
        where: errors[0] === undefined ? where : where + errors[0].instancePath,
        problem: errors.map(({ instancePath, message = '?' }) => `${where}${instancePath} ${message}`).join('; '),
      })
    }
  }
  return {
    name,
    title,
    named: names !== undefined,
    version: migrations.length + 1,
    migrations,
    checkSpec: checker('/spec', spec),
    checkStatus: checker('/status', status),
    checkName: checker('/name', names ?? Type.Null()),
    checkId: checker('/id', Id),
  }
}
