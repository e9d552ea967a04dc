/** The reports of machines: those that are complete, and what is known of one that is being made. */
import { randomUUID } from 'node:crypto'
import type { Database, Migrations } from '../../lib/sqlite.ts'
import type { CheckResult, Report } from '../../preflight/report.ts'
import type { Checking, ReportSummary } from '../contract/machines.ts'

/** `document` is null while the checks run; `check_result` holds what they said by then. */
export const reportMigrations: Migrations = [
  `
  CREATE TABLE report (
    id TEXT PRIMARY KEY,
    machine TEXT NOT NULL REFERENCES machine (id) ON DELETE CASCADE,
    run TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    verdict TEXT,
    policy TEXT,
    counts TEXT,
    document TEXT,
    UNIQUE (machine, run)
  ) STRICT;
  CREATE INDEX report_machine ON report (machine, finished_at);
  CREATE TABLE check_result (
    report TEXT NOT NULL REFERENCES report (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    result TEXT NOT NULL,
    PRIMARY KEY (report, name)
  ) STRICT;
  -- Facts of version 1 fit the schema no longer; they are read again at the machine's next boot.
  UPDATE machine SET facts = NULL, facts_at = NULL WHERE json_extract(facts, '$.version') < 2;
  `,
]

/** Checks whose results are kept while they run: several times as many as there are, and no more than a disk can hold. */
const mostChecks = 100

/** Complete reports of one machine that are kept. */
export const reportsKept = 50

export interface ReportRepository {
  /** A run begins; one of the same machine that was under way is over. Said again it changes nothing. */
  begin(machine: string, run: string, at: string): void
  /** The run that is under way. */
  running(machine: string): Checking | undefined
  /** False when that run is not under way. */
  addResult(machine: string, run: string, result: CheckResult): boolean
  /** The report of a run that is complete. */
  ofRun(machine: string, run: string): Report | undefined
  /** Completes a run; the report gets the id that it keeps. */
  finish(machine: string, run: string, report: Report): Report
  /** Puts a report in the place of the one of that id. */
  replace(report: Report): void
  /** The newest first. */
  list(machine: string): ReportSummary[]
  last(machine: string): ReportSummary | undefined
  get(machine: string, id: string): Report | undefined
  /** Those of which there is a complete report. */
  machines(): string[]
  /** The last complete report of every machine. */
  latest(): Report[]
}

export function reportRepository(database: Database): ReportRepository {
  const summary = 'id, finished_at, verdict, policy, counts'
  const sql = {
    end: database.prepare('DELETE FROM report WHERE machine = ? AND run <> ? AND document IS NULL'),
    begin: database.prepare(
      'INSERT INTO report (id, machine, run, started_at) VALUES (?, ?, ?, ?) ON CONFLICT (machine, run) DO NOTHING',
    ),
    running: database.prepare('SELECT id, run, started_at FROM report WHERE machine = ? AND document IS NULL'),
    results: database.prepare('SELECT result FROM check_result WHERE report = ? ORDER BY rowid'),
    addResult: database.prepare(
      `INSERT INTO check_result (report, name, result)
       SELECT id, ?3, ?4 FROM report WHERE machine = ?1 AND run = ?2 AND document IS NULL
         AND (SELECT count(*) FROM check_result WHERE report = report.id AND name <> ?3) < ${mostChecks}
       ON CONFLICT DO UPDATE SET result = excluded.result`,
    ),
    dropResults: database.prepare('DELETE FROM check_result WHERE report = ?'),
    ofRun: database.prepare('SELECT id, document FROM report WHERE machine = ? AND run = ?'),
    write: database.prepare(
      'UPDATE report SET finished_at = ?, verdict = ?, policy = ?, counts = ?, document = ? WHERE id = ?',
    ),
    trim: database.prepare(
      'DELETE FROM report WHERE machine = ?1 AND document IS NOT NULL AND rowid NOT IN (SELECT rowid FROM report WHERE machine = ?1 AND document IS NOT NULL ORDER BY rowid DESC LIMIT ?2)',
    ),
    list: database.prepare(
      `SELECT ${summary} FROM report WHERE machine = ? AND document IS NOT NULL ORDER BY rowid DESC LIMIT ?`,
    ),
    get: database.prepare('SELECT document FROM report WHERE machine = ? AND id = ?'),
    machines: database.prepare('SELECT DISTINCT machine FROM report WHERE document IS NOT NULL'),
    latest: database.prepare(
      'SELECT document FROM report WHERE rowid IN (SELECT max(rowid) FROM report WHERE document IS NOT NULL GROUP BY machine)',
    ),
  }
  const write = (report: Report): void => {
    const { finishedAt, verdict, policy, counts, id } = report
    sql.write.run(finishedAt, verdict, policy.name, JSON.stringify(counts), JSON.stringify(report), id)
  }
  const list = (machine: string, limit: number): ReportSummary[] => sql.list.all(machine, limit).map(summaryOf)
  return {
    begin(machine, run, at) {
      database.transaction(() => {
        sql.end.run(machine, run)
        sql.begin.run(randomUUID(), machine, run, at)
      })
    },
    running(machine) {
      const row = sql.running.get(machine)
      return (
        row && {
          run: row['run'] as string,
          startedAt: row['started_at'] as string,
          results: sql.results.all(row['id'] as string).map(({ result }) => parse(result) as CheckResult),
        }
      )
    },
    addResult: (machine, run, result) =>
      Number(sql.addResult.run(machine, run, result.check, JSON.stringify(result)).changes) > 0,
    ofRun: (machine, run) => parse(sql.ofRun.get(machine, run)?.['document']) as Report | undefined,
    finish(machine, run, made) {
      return database.transaction(() => {
        const id = sql.ofRun.get(machine, run)?.['id'] as string
        const report = { ...made, id }
        write(report)
        sql.dropResults.run(id)
        sql.trim.run(machine, reportsKept)
        return report
      })
    },
    replace: write,
    list: (machine) => list(machine, reportsKept),
    last: (machine) => list(machine, 1)[0],
    get: (machine, id) => parse(sql.get.get(machine, id)?.['document']) as Report | undefined,
    machines: () => sql.machines.all().map(({ machine }) => machine as string),
    latest: () => sql.latest.all().map(({ document }) => parse(document) as Report),
  }
}

const summaryOf = (row: Record<string, unknown>): ReportSummary => ({
  id: row['id'] as string,
  finishedAt: row['finished_at'] as string,
  verdict: row['verdict'] as ReportSummary['verdict'],
  policy: row['policy'] as string,
  counts: parse(row['counts']) as ReportSummary['counts'],
})

function parse(text: unknown): unknown {
  return typeof text === 'string' ? JSON.parse(text) : undefined
}
