import { apiErrors } from './errors/api.ts'
import { storeErrors } from './errors/store.ts'
import { stationErrors } from './errors/station.ts'
import { cliErrors } from './errors/cli.ts'
import { documentsErrors } from './errors/documents.ts'
import { dhcpErrors } from './errors/dhcp.ts'
import { filesErrors } from './errors/files.ts'
import { isoErrors } from './errors/iso.ts'
import { labErrors } from './errors/lab.ts'
import { libErrors } from './errors/lib.ts'
import { liveErrors } from './errors/live.ts'
import { policyErrors } from './errors/policy.ts'
import { preflightErrors } from './errors/preflight.ts'
import { pxeErrors } from './errors/pxe.ts'
import { recheckErrors } from './errors/recheck.ts'
import { answerErrors } from './errors/answer.ts'
import { planErrors } from './errors/plan.ts'
import { installErrors } from './errors/install.ts'
import { upgradeErrors } from './errors/upgrade.ts'
import { bootOrderErrors } from './errors/boot-order.ts'
import { builtInHooksErrors } from './errors/built-in-hooks.ts'
import { etcdErrors } from './errors/etcd.ts'
import { takeoverErrors } from './errors/takeover.ts'
import { hooksErrors } from './errors/hooks.ts'
import { approvalErrors } from './errors/approval.ts'
import { historyErrors } from './errors/history.ts'
import { controllerErrors } from './errors/controller.ts'
import { usersErrors } from './errors/users.ts'
import { identityErrors } from './errors/identity.ts'
import { joinErrors } from './errors/join.ts'
import { consoleCertificateErrors } from './errors/console-certificate.ts'
import { joinCheckErrors } from './errors/join-check.ts'
import { joinCheckNetworkErrors } from './errors/join-check-network.ts'
import { hostNetworkErrors } from './errors/host-network.ts'
import { usbErrors } from './errors/usb.ts'
import type { ErrorEntry } from './types.ts'
import type { ParamsOf } from './types.ts'

const catalogue = {
  ...libErrors,
  ...apiErrors,
  ...stationErrors,
  ...storeErrors,
  ...cliErrors,
  ...dhcpErrors,
  ...documentsErrors,
  ...filesErrors,
  ...isoErrors,
  ...labErrors,
  ...liveErrors,
  ...policyErrors,
  ...preflightErrors,
  ...pxeErrors,
  ...recheckErrors,
  ...answerErrors,
  ...planErrors,
  ...installErrors,
  ...upgradeErrors,
  ...hooksErrors,
  ...builtInHooksErrors,
  ...bootOrderErrors,
  ...approvalErrors,
  ...historyErrors,
  ...controllerErrors,
  ...usersErrors,
  ...identityErrors,
  ...joinErrors,
  ...consoleCertificateErrors,
  ...joinCheckErrors,
  ...joinCheckNetworkErrors,
  ...hostNetworkErrors,
  ...usbErrors,
  ...etcdErrors,
  ...takeoverErrors,
}

type Catalogue = typeof catalogue
export type ErrorCode = keyof Catalogue
type EnglishOf<Code extends ErrorCode> = Catalogue[Code]['en']
/** The parameters that the English texts of an error name. */
export type ErrorParams<Code extends ErrorCode> = ParamsOf<EnglishOf<Code>[keyof EnglishOf<Code>] & string>

/** Every error of the product by its code. */
export const errorCatalogue: Readonly<Record<ErrorCode, ErrorEntry>> = catalogue

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(catalogue, code)
}
