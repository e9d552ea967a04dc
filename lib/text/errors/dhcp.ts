import type { ErrorTable } from '../types.ts'

export const dhcpErrors = {
  'socket.interfaceMissing': {
    status: 404,
    exit: 2,
    en: {
      what: 'There is no network interface {interface}.',
      why: 'The name is wrong, or its driver is not loaded.',
      remedy: 'List the interfaces with: ip -brief address',
    },
    zh: {
      what: '没有网络接口 {interface}。',
      why: '名称有误，或驱动未加载。',
      remedy: '请用 ip -brief address 查看接口。',
    },
  },
  'socket.interfaceDown': {
    status: 409,
    exit: 1,
    en: {
      what: 'The interface {interface} is down.',
      why: 'It was never brought up, or no cable is plugged in.',
      remedy: 'Check the cable and run: ip link set {interface} up',
    },
    zh: {
      what: '接口 {interface} 未启用。',
      why: '尚未启用，或未插网线。',
      remedy: '请检查网线并运行：ip link set {interface} up',
    },
  },
  'socket.noAddress': {
    status: 409,
    exit: 1,
    en: {
      what: 'The interface {interface} has no IPv4 address.',
      why: 'Machines that boot must be able to reach this station on it.',
      remedy: 'Give it one, for example: ip address add 192.168.77.1/24 dev {interface}',
    },
    zh: {
      what: '接口 {interface} 没有 IPv4 地址。',
      why: '启动的机器必须能通过它访问本站。',
      remedy: '请配置地址，例如：ip address add 192.168.77.1/24 dev {interface}',
    },
  },
  'socket.portInUse': {
    status: 409,
    exit: 1,
    en: {
      what: 'UDP port {port} on {interface} is in use.',
      why: 'Another program on this machine serves it, for example dnsmasq, dhcpd or tftpd.',
      remedy: 'Find it with: ss -ulpn sport = :{port} — then stop it, or serve another interface.',
    },
    zh: {
      what: '{interface} 上的 UDP 端口 {port} 已被占用。',
      why: '本机上另有程序在使用，例如 dnsmasq、dhcpd 或 tftpd。',
      remedy: '请用 ss -ulpn sport = :{port} 查找并停止该程序，或改用其他接口。',
    },
  },
  'socket.denied': {
    status: 403,
    exit: 2,
    en: {
      what: 'UDP port {port} on {interface} may not be opened.',
      why: 'Ports below 1024 and the choice of an interface need root.',
      remedy: 'Run it again with sudo.',
    },
    zh: {
      what: '无权打开 {interface} 上的 UDP 端口 {port}。',
      why: '使用 1024 以下的端口和绑定接口需要 root 权限。',
      remedy: '请使用 sudo 重新运行。',
    },
  },
  'socket.failed': {
    status: 500,
    exit: 1,
    en: {
      what: 'UDP port {port} on {interface} could not be opened: {problem}.',
      why: 'The kernel refused {call}.',
      remedy: 'Check that the address belongs to the interface: ip address show {interface}',
    },
    zh: {
      what: '无法打开 {interface} 上的 UDP 端口 {port}：{problem}。',
      why: '内核拒绝了 {call}。',
      remedy: '请检查该地址是否属于此接口：ip address show {interface}',
    },
  },
  'dhcp.badRange': {
    status: 400,
    exit: 2,
    en: {
      what: 'The addresses {from} to {to} cannot be given out in {network}.',
      why: 'They are not inside that network, run backwards, overlap another range, or are more than {most}.',
      remedy: 'Name a range inside the network, for example its upper half.',
    },
    zh: {
      what: '地址段 {from} 至 {to} 不能在 {network} 中分配。',
      why: '地址不在该网络内、首尾颠倒、与其他地址段重叠，或多于 {most} 个。',
      remedy: '请指定网络内的地址段，例如其后一半。',
    },
  },
  'dhcp.badReservation': {
    status: 400,
    exit: 2,
    en: {
      what: 'The address {address} cannot be reserved for {mac}.',
      why: 'It lies in no served network, is taken by the station, a router or another reservation, or the MAC is not one.',
      remedy: 'Choose an unused address of a served network.',
    },
    zh: {
      what: '无法为 {mac} 保留地址 {address}。',
      why: '该地址不在所服务的网络内，已被本站、路由器或其他保留项占用，或 MAC 无效。',
      remedy: '请选择所服务网络中未使用的地址。',
    },
  },
  'dhcp.noSubnet': {
    status: 400,
    exit: 2,
    en: {
      what: "No network is set up that holds the station's address {address}.",
      why: 'A full DHCP server needs to know the network of the interface it serves.',
      remedy: 'Name the network and a range of it, or serve as a proxy.',
    },
    zh: {
      what: '未配置包含本站地址 {address} 的网络。',
      why: '完整的 DHCP 服务需要知道所服务接口的网络。',
      remedy: '请指定网络及其地址段，或以代理方式服务。',
    },
  },
  'dhcp.rivalPresent': {
    status: 409,
    exit: 1,
    en: {
      what: 'Another DHCP server, {server}, answers on {interface}.',
      why: 'Two servers that both give addresses on one segment hand out conflicting ones.',
      remedy:
        'Use --dhcp proxy (or auto) to serve beside it, switch it off, or force this server if its addresses are kept apart.',
    },
    zh: {
      what: '{interface} 上已有另一个 DHCP 服务器 {server}。',
      why: '同一网段上两个服务器同时分配地址会冲突。',
      remedy: '请使用 --dhcp proxy（或 auto）与其并存，或关闭它；若两者地址段分开，也可强制启动。',
    },
  },
  'dhcp.secondStation': {
    status: 409,
    exit: 1,
    en: {
      what: 'Another VMP station, {server}, already serves {interface}.',
      why: 'Machines would boot from whichever station answers first.',
      remedy: 'Use that station, stop it, or put this one on another segment.',
    },
    zh: {
      what: '{interface} 上已有另一个 VMP 站点 {server}。',
      why: '机器会从先应答的站点启动。',
      remedy: '请使用该站点、停止它，或将本站点接到其他网段。',
    },
  },
} as const satisfies ErrorTable
