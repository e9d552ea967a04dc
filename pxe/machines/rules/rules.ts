/** Rules approve machines as soon as they are checked. The first that means a machine decides; none does what is a person's to do. */
import { asVmpError, VmpError } from '../../../lib/errors.ts'
import type { Database, Migrations } from '../../../lib/sqlite.ts'
import type { ApprovalRule } from '../../contract/approval.ts'
import type { Approvals } from '../installations/approvals.ts'
import type { AnswerRepository } from '../installations/answers.ts'
import type { Drafts } from '../installations/drafts.ts'
import type { Audit } from '../installations/audit.ts'
import type { InstallationRepository } from '../installations/repository.ts'
import type { MachineRecord, MachineRepository } from '../repository.ts'
import type { Timeline } from '../timeline.ts'
import { isMeant } from './evaluate.ts'
import { parseExpression } from './parse.ts'

export const ruleMigrations: Migrations = [
  `
  CREATE TABLE rule (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    expression TEXT NOT NULL,
    answer TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL
  ) STRICT;
  `,
]

export interface Rules {
  list(): ApprovalRule[]
  /** @throws VmpError `rule.syntax`, `approval.noAnswer`, `rule.tooMany` */
  add(expression: string, answer: string, who: string): ApprovalRule
  /** @throws VmpError `rule.unknown` */
  remove(number: string, who: string): number
  /** Asks them about a machine that was checked. */
  apply(machine: string): void
  applyAll(): void
  /** Those of the machines that an expression means; fit are those that the answer's policy says so of. @throws VmpError `rule.syntax` */
  select(expression: string, machines: readonly MachineRecord[], answer: string): MachineRecord[]
}

const most = 100

export function rules(options: {
  readonly database: Database
  readonly machines: MachineRepository
  readonly verdict: Drafts['verdict']
  readonly installations: Pick<InstallationRepository, 'of'>
  readonly answers: Pick<AnswerRepository, 'get'>
  readonly approvals: Pick<Approvals, 'approve'>
  readonly timeline: Timeline
  readonly audit: Audit
  readonly now: () => Date
}): Rules {
  const { database, machines, verdict, installations, answers, approvals, timeline, audit, now } = options
  const sql = {
    list: database.prepare('SELECT * FROM rule ORDER BY number'),
    insert: database.prepare('INSERT INTO rule (expression, answer, made_at, made_by) VALUES (?, ?, ?, ?)'),
    remove: database.prepare('DELETE FROM rule WHERE number = ?'),
  }
  const list = (): ApprovalRule[] =>
    sql.list.all().map((row) => ({
      number: Number(row['number']),
      expression: row['expression'] as string,
      answer: row['answer'] as string,
      madeAt: row['made_at'] as string,
      madeBy: row['made_by'] as string,
    }))

  const apply = (id: string): void => {
    const machine = machines.get(id)
    if (machine?.state !== 'checked') return
    const rule = list().find(({ expression, answer }) =>
      isMeant(parseExpression(expression), machine, () => verdict(machine, answer)),
    )
    if (!rule) return
    // What failed, or what a person took back, is a person's: a rule must not begin a loop of installations.
    const [newest] = installations.of(id)
    if (newest?.outcome === 'failed' || (newest?.outcome === 'void' && newest.step === 'person')) return
    try {
      approvals.approve(machine, { answer: rule.answer, who: `rule ${rule.number}`, rule: rule.expression })
    } catch (error) {
      const { code } = asVmpError(error)
      if (code === 'internal') throw error
      timeline.add(id, null, 'warning', 'machine.ruleRefused', { rule: rule.number, code })
    }
  }
  const applyAll = (): void => {
    if (list().length === 0) return
    for (const { id, state } of machines.list()) if (state === 'checked') apply(id)
  }

  return {
    list,
    add(expression, answer, who) {
      parseExpression(expression)
      answers.get(answer)
      if (list().length >= most) throw new VmpError('rule.tooMany', { most })
      const { lastInsertRowid } = sql.insert.run(expression, answer, now().toISOString(), who)
      audit.add(who, 'add rule', null, { rule: Number(lastInsertRowid), expression, answer })
      applyAll()
      return list().at(-1)!
    },
    remove(number, who) {
      if (sql.remove.run(Number(number)).changes === 0) throw new VmpError('rule.unknown', { rule: number })
      audit.add(who, 'remove rule', null, { rule: number })
      return Number(number)
    },
    apply,
    applyAll,
    select(expression, all, answer) {
      const parsed = parseExpression(expression)
      return all.filter((machine) => isMeant(parsed, machine, () => verdict(machine, answer)))
    },
  }
}
