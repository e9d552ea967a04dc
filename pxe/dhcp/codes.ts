/** DHCP option codes that we read or write (RFC 2132 unless said otherwise). */
export const option = {
  pad: 0,
  subnetMask: 1,
  router: 3,
  dns: 6,
  hostname: 12,
  domain: 15,
  broadcast: 28,
  vendorSpecific: 43,
  requestedAddress: 50,
  leaseTime: 51,
  overload: 52,
  messageType: 53,
  serverId: 54,
  message: 56,
  maxMessageSize: 57,
  renewTime: 58,
  rebindTime: 59,
  vendorClass: 60,
  clientId: 61,
  tftpServer: 66,
  bootFile: 67,
  /** RFC 3004 */
  userClass: 77,
  /** RFC 3046 */
  relayAgent: 82,
  /** RFC 4578 */
  architecture: 93,
  /** RFC 4578 */
  machineId: 97,
  /** iPXE's own encapsulated options. */
  ipxe: 175,
  /** Of the range for private use (RFC 3942): how VMP stations tell each other apart. */
  station: 224,
  end: 255,
} as const

/** Values of option 53. */
export const message = {
  discover: 1,
  offer: 2,
  request: 3,
  decline: 4,
  ack: 5,
  nak: 6,
  release: 7,
  inform: 8,
} as const

export const BOOT_REQUEST = 1
export const BOOT_REPLY = 2

export const SERVER_PORT = 67
export const CLIENT_PORT = 68
/** Where a PXE boot server answers (PXE 2.1, section 2.2.5). */
export const PXE_PORT = 4011

export const BROADCAST_ADDRESS = '255.255.255.255'
/** The one flag of RFC 2131: the client cannot receive unicast yet. */
export const BROADCAST_FLAG = 0x8000
