/** Problems of the catalogue, with the parameters that their texts name. */
import type { PlanProblem } from '../../answer/plan.ts'
import type { ErrorCode, ErrorParams } from '../../lib/text/errors.ts'

type PlanCode = Extract<ErrorCode, `plan.${string}`>

export function problem<Code extends PlanCode>(
  code: Code,
  ...[params]: keyof ErrorParams<Code> extends never ? [] : [ErrorParams<Code>]
): PlanProblem {
  return { code, params: params ?? {} }
}
