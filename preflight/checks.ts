/** Every check, in the order of the report. */
import type { Check } from './check.ts'
import { clock } from './checks/clock.ts'
import { dataOnDisks } from './checks/data-on-disks.ts'
import { deepTests } from './checks/deep-tests.ts'
import { firmware } from './checks/firmware.ts'
import { identity } from './checks/identity.ts'
import { memory } from './checks/memory.ts'
import { networkAround } from './checks/network-around.ts'
import { nic } from './checks/nic.ts'
import { powerRestore } from './checks/power-restore.ts'
import { powerSaving } from './checks/power-saving.ts'
import { raid } from './checks/raid.ts'
import { sensors } from './checks/sensors.ts'
import { systemDisk } from './checks/system-disk.ts'
import { virtualization } from './checks/virtualization.ts'

export const checks: readonly Check[] = [
  virtualization,
  memory,
  systemDisk,
  dataOnDisks,
  raid,
  nic,
  powerSaving,
  clock,
  powerRestore,
  identity,
  networkAround,
  firmware,
  sensors,
  deepTests,
]
