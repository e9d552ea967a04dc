import type { Boot } from '../../pxe/machines/boots.ts'
import type { HostPrincipal } from '../../pxe/machines/installations/host-service.ts'

/** Who gave an order, for the audit. */
interface Administrator {
  readonly who: string
}

export interface Principals {
  readonly public: undefined
  readonly administrator: Administrator
  readonly live: Boot
  readonly host: HostPrincipal
  readonly [access: string]: unknown
}
