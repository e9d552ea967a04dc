import type { Migrations } from '../../lib/sqlite.ts'

/** The tables of machines, what finds them, what happened to them, and of trust. Times are ISO 8601 in UTC. */
export const machineMigrations: Migrations = [
  `
  CREATE TABLE machine (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    state TEXT NOT NULL,
    since TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    uuid TEXT,
    serial TEXT,
    address TEXT,
    firmware TEXT,
    loader TEXT,
    facts TEXT,
    facts_at TEXT,
    live TEXT
  ) STRICT;
  CREATE INDEX machine_uuid ON machine (uuid);
  CREATE TABLE machine_mac (
    mac TEXT PRIMARY KEY,
    machine TEXT NOT NULL REFERENCES machine (id) ON DELETE CASCADE
  ) STRICT;
  CREATE TABLE finding (
    machine TEXT NOT NULL REFERENCES machine (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    params TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (machine, key)
  ) STRICT;
  CREATE TABLE timeline (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    machine TEXT NOT NULL REFERENCES machine (id) ON DELETE CASCADE,
    mac TEXT,
    at TEXT NOT NULL,
    level TEXT NOT NULL,
    key TEXT NOT NULL,
    params TEXT NOT NULL
  ) STRICT;
  CREATE INDEX timeline_machine ON timeline (machine, id);
  CREATE TABLE nonce (
    hash TEXT PRIMARY KEY,
    mac TEXT,
    from_media INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    used_by TEXT
  ) STRICT;
  CREATE TABLE boot (
    id TEXT PRIMARY KEY,
    machine TEXT NOT NULL REFERENCES machine (id) ON DELETE CASCADE,
    thumbprint TEXT NOT NULL UNIQUE,
    public_key TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE administrator_token (
    hash TEXT PRIMARY KEY,
    made_at TEXT NOT NULL
  ) STRICT;
  `,
]
