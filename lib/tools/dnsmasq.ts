/** What a site has beside our station: a router that speaks IPv6, and perhaps a DHCP server that knows no booting. */
export interface SiteServer {
  interface: string
  /** A prefix announced for self-configuration, as `fd00::`, always a /64. */
  prefix: string
  /** First and last address of its DHCP pool; no DHCP without it. */
  pool?: { first: string; last: string }
  leaseFile: string
}

/** dnsmasq's command line for it, in the foreground, with nothing read from this machine's own configuration. */
export function args(server: SiteServer): string[] {
  const { pool } = server
  return [
    ['--keep-in-foreground', '--log-facility=-', '--log-dhcp', '--conf-file=/dev/null', '--user=root'],
    ['--port=0', '--no-resolv', '--no-hosts', '--pid-file='],
    [`--interface=${server.interface}`, '--bind-interfaces', `--dhcp-leasefile=${server.leaseFile}`],
    // iPXE waits 13 s for a router's advertisement. A lifetime of 0: it is nobody's default router.
    ['--enable-ra', `--dhcp-range=${server.prefix},ra-only,64,1h`, `--ra-param=${server.interface},4,0`],
    // Addresses only: no router, no name service; and no 3 s of pinging before an offer.
    pool ? [`--dhcp-range=${pool.first},${pool.last},1h`, '--dhcp-authoritative', '--no-ping'] : [],
    pool ? ['--dhcp-option=3', '--dhcp-option=6'] : [],
  ].flat()
}
