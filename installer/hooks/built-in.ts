/** The hooks that every host has. */
import type { Hook } from './hook.ts'
import { kvm } from './kvm/kvm.ts'

export const builtIn: readonly Hook[] = [kvm]
