/** The hooks that every host has. */
import { bootOrder } from './boot-order.ts'
import type { Hook } from './hook.ts'
import { kvm } from './kvm/kvm.ts'
import { askServer, networkFilesHold, networkUp } from './network.ts'
import { storageTarget, storageUp } from './storage/storage.ts'
import { clockKept, clockWritten } from './time.ts'

export const builtIn: readonly Hook[] = [
  networkFilesHold,
  clockWritten,
  storageTarget,
  networkUp(askServer),
  clockKept,
  storageUp,
  kvm,
  bootOrder,
]
