import type { Command } from 'commander'
import { answerCommand } from './answer.ts'
import { hostCommand } from './host.ts'
import { auditCommand } from './audit.ts'
import { stationCommand } from './backup.ts'
import { imageCommand } from './image.ts'
import { installCommand } from './install.ts'
import { isoCommand } from './iso.ts'
import { labCommand } from './lab.ts'
import { liveCommand } from './live.ts'
import { machinesCommand } from './machines.ts'
import { preflightCommand } from './preflight.ts'
import { serveCommand } from './serve.ts'
import { startCommand } from './start.ts'
import { supportBundleCommand } from './support-bundle.ts'
import { upgradeCommand } from './upgrade.ts'
import { usbCommand } from './usb.ts'
import { webhooksCommand } from './webhooks.ts'

/** Every verb of `vmp`, in the order of its help. A verb's file loads what it needs only when it runs. */
export const verbs: readonly (() => Command)[] = [
  startCommand,
  serveCommand,
  machinesCommand,
  auditCommand,
  webhooksCommand,
  stationCommand,
  preflightCommand,
  answerCommand,
  installCommand,
  imageCommand,
  isoCommand,
  usbCommand,
  labCommand,
  liveCommand,
  hostCommand,
  upgradeCommand,
  supportBundleCommand,
]
