/** What checks find and what to do about it: one file a check. */
import { clockMessages } from './clock.ts'
import { dataOnDisksMessages } from './data-on-disks.ts'
import { deepTestsMessages } from './deep-tests.ts'
import { firmwareMessages } from './firmware.ts'
import { identityMessages } from './identity.ts'
import { memoryMessages } from './memory.ts'
import { networkAroundMessages } from './network-around.ts'
import { nicMessages } from './nic.ts'
import { powerRestoreMessages } from './power-restore.ts'
import { powerSavingMessages } from './power-saving.ts'
import { raidMessages } from './raid.ts'
import { sensorsMessages } from './sensors.ts'
import { systemDiskMessages } from './system-disk.ts'
import { virtualizationMessages } from './virtualization.ts'

export const checkMessages = {
  ...clockMessages,
  ...dataOnDisksMessages,
  ...deepTestsMessages,
  ...firmwareMessages,
  ...identityMessages,
  ...memoryMessages,
  ...networkAroundMessages,
  ...nicMessages,
  ...powerRestoreMessages,
  ...powerSavingMessages,
  ...raidMessages,
  ...sensorsMessages,
  ...systemDiskMessages,
  ...virtualizationMessages,
}
