import type { Migrations } from '../lib/sqlite.ts'
import { dhcpMigrations } from './dhcp/leases.ts'
import { installationMigrations, policyMigrations } from './machines/installations/migrations.ts'
import { machineMigrations } from './machines/migrations.ts'
import { ruleMigrations } from './machines/rules/rules.ts'
import { reportMigrations } from './machines/reports.ts'
import { webhookMigrations } from './webhooks/repository.ts'

/** The station's database. What was released is never edited or put in another order: the next migration is added at the end. */
export const stationMigrations: Migrations = [
  ...machineMigrations,
  ...dhcpMigrations,
  ...reportMigrations,
  ...installationMigrations,
  ...ruleMigrations,
  ...webhookMigrations,
  ...policyMigrations,
]
