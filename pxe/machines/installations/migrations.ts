import type { Migrations } from '../../../lib/sqlite.ts'

/** The policy that judged the machine when it was approved. */
export const policyMigrations: Migrations = ['ALTER TABLE installation ADD COLUMN policy TEXT;']

/** Answers, approvals and installations. An approval is an installation that waits: `phase` is `queued` then. */
export const installationMigrations: Migrations = [
  `
  ALTER TABLE machine ADD COLUMN labels TEXT NOT NULL DEFAULT '{}';
  ALTER TABLE machine ADD COLUMN rearmed INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE machine ADD COLUMN rescue INTEGER NOT NULL DEFAULT 0;
  -- The boot whose live system sent the last report.
  ALTER TABLE machine ADD COLUMN checked_boot TEXT;
  -- What its disks call it, when another station (or this one, before it lost its database) installed it.
  ALTER TABLE machine ADD COLUMN disk_id TEXT;
  -- How its disk was tried to be started last, and how often in vain.
  ALTER TABLE machine ADD COLUMN disk_boot TEXT;
  -- What worked on machines of the same make.
  CREATE TABLE disk_method (
    model TEXT PRIMARY KEY,
    method TEXT NOT NULL
  ) STRICT;
  CREATE TABLE answer (
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,
    document TEXT NOT NULL,
    stored_at TEXT NOT NULL,
    stored_by TEXT NOT NULL,
    PRIMARY KEY (name, version)
  ) STRICT;
  -- The place of a machine among those of an answer, and of its approval among all: names and addresses are made of them.
  CREATE TABLE place (
    machine TEXT NOT NULL REFERENCES machine (id) ON DELETE CASCADE,
    answer TEXT NOT NULL,
    place INTEGER NOT NULL,
    approval INTEGER NOT NULL,
    PRIMARY KEY (machine, answer),
    UNIQUE (answer, place)
  ) STRICT;
  CREATE TABLE installation (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    machine TEXT NOT NULL REFERENCES machine (id) ON DELETE CASCADE,
    phase TEXT NOT NULL,
    outcome TEXT,
    answer_name TEXT NOT NULL,
    answer_version INTEGER NOT NULL,
    answer_digest TEXT NOT NULL,
    facts_digest TEXT NOT NULL,
    plan_digest TEXT NOT NULL,
    answer TEXT,
    plan TEXT,
    code TEXT,
    rearmed INTEGER NOT NULL,
    reason TEXT,
    rule TEXT,
    approved_at TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    boot TEXT,
    started_at TEXT,
    written_at TEXT,
    ended_at TEXT,
    step TEXT,
    problem TEXT,
    presumed INTEGER NOT NULL DEFAULT 0,
    public_key TEXT,
    thumbprint TEXT UNIQUE,
    bundle TEXT
  ) STRICT;
  CREATE INDEX installation_machine ON installation (machine, number);
  CREATE TABLE installation_event (
    installation TEXT NOT NULL REFERENCES installation (id) ON DELETE CASCADE,
    run TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    type TEXT NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (installation, run, seq)
  ) STRICT;
  CREATE TABLE host (
    machine TEXT PRIMARY KEY REFERENCES machine (id) ON DELETE CASCADE,
    report TEXT NOT NULL,
    reported_at TEXT NOT NULL
  ) STRICT;
  -- A person asked for it; done when the machine was checked again.
  CREATE TABLE retry (
    machine TEXT PRIMARY KEY REFERENCES machine (id) ON DELETE CASCADE,
    answer TEXT NOT NULL,
    reason TEXT,
    asked_at TEXT NOT NULL,
    asked_by TEXT NOT NULL
  ) STRICT;
  -- Outlives the machines it is about.
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    machine TEXT,
    details TEXT NOT NULL
  ) STRICT;
  `,
]
