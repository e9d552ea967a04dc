import type { MessageTable } from '../types.ts'

export const dhcpMessages = {
  'dhcp.rival-seen': { en: 'another server, {server}, is on this segment', zh: '本网段上有另一个服务器 {server}' },
  'dhcp.rival-gone': { en: 'the server {server} no longer answers', zh: '服务器 {server} 不再应答' },
  'dhcp.pool-exhausted': {
    en: 'got no address: all of the pool are in use',
    zh: '未获得地址：地址池已用尽',
  },

  'dhcp.reason.not-a-boot-client': {
    en: 'it is neither a network boot nor a VMP client',
    zh: '既不是网络启动客户端，也不是 VMP 客户端',
  },
  'dhcp.reason.proxy-only': {
    en: 'addresses come from another server; this station gives boot files only',
    zh: '地址由其他服务器分配；本站只提供启动文件',
  },
  'dhcp.reason.no-boot-file': { en: 'there is nothing for it to boot', zh: '没有可供其启动的文件' },
  'dhcp.reason.unknown-subnet': {
    en: 'no network is set up for the relay it came through',
    zh: '未为其所经中继配置网络',
  },
  'dhcp.reason.chose-other-server': { en: 'it took the address of another server', zh: '它选择了其他服务器的地址' },
  'dhcp.reason.bad-request': { en: 'its request names no address', zh: '其请求未指明地址' },
  'dhcp.reason.no-record': { en: 'nothing is known of its lease here', zh: '此处没有它的租约记录' },
  'dhcp.reason.not-alone': {
    en: 'its address may belong to the other server on this segment',
    zh: '其地址可能属于本网段的另一个服务器',
  },
  'dhcp.reason.not-its-address': { en: 'that address is not its own here', zh: '该地址在此不属于它' },
  'dhcp.reason.not-saved': {
    en: 'its lease could not be written to the disk (full?)',
    zh: '其租约无法写入磁盘（已满？）',
  },
  'dhcp.reason.address-server': { en: 'it gives addresses', zh: '它分配地址' },
  'dhcp.reason.second-station': { en: 'it is another VMP station', zh: '它是另一个 VMP 站点' },
  'dhcp.reason.named-by-client': { en: 'a client named it', zh: '有客户端提到它' },
  'dhcp.reason.gives-addresses': {
    en: 'no other server is here: this station gives addresses',
    zh: '没有其他服务器：本站分配地址',
  },
  'dhcp.reason.rival': {
    en: 'another server gives addresses: this station gives boot files only, and renews what it gave',
    zh: '另有服务器分配地址：本站只提供启动文件，并续租已分配的地址',
  },
  'dhcp.reason.hint': {
    en: 'a client named another server: this station gives no new addresses until that is clear',
    zh: '有客户端提到其他服务器：查明之前本站不再分配新地址',
  },
  'dhcp.reason.stays-proxy': {
    en: 'this station still gives no addresses; start it again if that server is gone for good',
    zh: '本站仍不分配地址；若该服务器已永久停用，请重新启动本站',
  },
  'dhcp.reason.silent': { en: 'it did not answer three times', zh: '它连续三次没有应答' },
  'dhcp.reason.not-confirmed': { en: 'it was never seen', zh: '从未见到它' },
  'dhcp.reason.too-short': { en: 'it is too short', zh: '报文过短' },
  'dhcp.reason.bad-operation': { en: 'it is neither request nor reply', zh: '既不是请求也不是应答' },
  'dhcp.reason.bad-hardware-length': { en: 'its hardware address is too long', zh: '硬件地址过长' },
  'dhcp.reason.no-cookie': { en: 'it is BOOTP without DHCP options', zh: '是没有 DHCP 选项的 BOOTP' },
  'dhcp.reason.truncated-option': { en: 'an option is cut off', zh: '选项被截断' },
  'dhcp.reason.no-identity': { en: 'it does not say who sent it', zh: '未说明发送者' },
} as const satisfies MessageTable
