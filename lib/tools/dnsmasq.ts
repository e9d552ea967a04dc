/** A DHCP server that gives addresses only: no boot file, no router, no name service. */
export interface AddressServer {
  interface: string
  /** First and last address of its pool. */
  first: string
  last: string
  leaseFile: string
}

/** dnsmasq's command line for it, in the foreground, with nothing read from this machine's own configuration. */
export function args(server: AddressServer): string[] {
  return [
    ['--keep-in-foreground', '--log-facility=-', '--log-dhcp', '--conf-file=/dev/null', '--user=root'],
    ['--port=0', '--no-resolv', '--no-hosts', '--pid-file='],
    [`--interface=${server.interface}`, '--bind-interfaces'],
    [`--dhcp-range=${server.first},${server.last},1h`, '--dhcp-authoritative'],
    ['--dhcp-option=3', '--dhcp-option=6'],
    [`--dhcp-leasefile=${server.leaseFile}`],
  ].flat()
}
