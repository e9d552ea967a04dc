import { apiMessages } from './messages/api.ts'
import { cliMessages } from './messages/cli.ts'
import { dhcpMessages } from './messages/dhcp.ts'
import { filesMessages } from './messages/files.ts'
import { isoMessages } from './messages/iso.ts'
import { labMessages } from './messages/lab.ts'
import { liveMessages } from './messages/live.ts'
import { preflightMessages } from './messages/preflight.ts'
import { pxeMessages } from './messages/pxe.ts'
import { startMessages } from './messages/start.ts'
import { terminalMessages } from './messages/terminal.ts'
import { answerMessages } from './messages/answer.ts'
import { planMessages } from './messages/plan.ts'
import { installMessages } from './messages/install.ts'
import { upgradeMessages } from './messages/upgrade.ts'
import { hooksMessages } from './messages/hooks.ts'
import { approvalMessages } from './messages/approval.ts'
import { consoleCertificateMessages } from './messages/console-certificate.ts'
import { joinCheckMessages } from './messages/join-check.ts'
import { controllerMessages } from './messages/controller.ts'
import { hostNetworkMessages } from './messages/host-network.ts'
import { supportMessages } from './messages/support.ts'
import { usbMessages } from './messages/usb.ts'
import { usersMessages } from './messages/users.ts'
import { menuMessages } from './messages/menu.ts'
import { etcdMessages } from './messages/etcd.ts'
import { takeoverMessages } from './messages/takeover.ts'
import type { MessageTable } from './types.ts'
import type { ParamsOf } from './types.ts'

const catalogue = {
  ...apiMessages,
  ...cliMessages,
  ...dhcpMessages,
  ...filesMessages,
  ...isoMessages,
  ...labMessages,
  ...liveMessages,
  ...preflightMessages,
  ...pxeMessages,
  ...startMessages,
  ...terminalMessages,
  ...answerMessages,
  ...planMessages,
  ...installMessages,
  ...upgradeMessages,
  ...hooksMessages,
  ...approvalMessages,
  ...consoleCertificateMessages,
  ...joinCheckMessages,
  ...controllerMessages,
  ...hostNetworkMessages,
  ...supportMessages,
  ...usbMessages,
  ...usersMessages,
  ...menuMessages,
  ...etcdMessages,
  ...takeoverMessages,
}

type Catalogue = typeof catalogue
export type MessageKey = keyof Catalogue
export type MessageParams<Key extends MessageKey> = ParamsOf<Catalogue[Key]['en']>

/** Every text for people that is not an error, by its key. */
export const messageCatalogue: MessageTable = catalogue

export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(catalogue, key)
}
