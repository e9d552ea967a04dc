import type { Command } from 'commander'
import { image } from './image.ts'
import { iso } from './iso.ts'
import { lab } from './lab.ts'
import { liveVerb } from './live.ts'
import { machinesCommand } from './machines.ts'
import { serveCommand } from './serve.ts'
import { start } from './start.ts'

/** Every verb of `vmp`, in the order of its help. A verb's file loads what it needs only when it runs. */
export const verbs: readonly (() => Command)[] = [start, serveCommand, machinesCommand, image, iso, lab, liveVerb]
