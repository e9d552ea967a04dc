import type { ErrorTable } from '../types.ts'

/** What may be wrong with the networks of an answer, and with the cluster's addresses (answer/rules/network.ts, cluster.ts). */
export const answerNetworkErrors = {
  'answer.portAndBond': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: the network "{network}" has both a port and a bond.',
      why: 'It uses one of them.',
      remedy: 'Remove one; a bond can have a single port.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：网络“{network}”同时指定了 port 和 bond。',
      why: '只能使用其中之一。',
      remedy: '请删除其一；bond 也可以只含一个网口。',
    },
  },
  'answer.samePort': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: the port {port} is used twice.',
      why: 'A port belongs to one bond, or to one network; two VLANs may share a port.',
      remedy: 'Choose another port, or give the networks different VLANs.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：网口 {port} 被使用了两次。',
      why: '一个网口只能属于一个 bond 或一个网络；不同 VLAN 可以共用网口。',
      remedy: '请选择其他网口，或为两个网络设置不同的 VLAN。',
    },
  },
  'answer.noHostAddress': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: {address} is no address that a machine may have.',
      why: 'The first and the last address of a network are the network itself and its broadcast address.',
      remedy: 'Choose another address, or correct the prefix length.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：{address} 不能用作主机地址。',
      why: '网络的第一个地址和最后一个地址分别是网络地址和广播地址。',
      remedy: '请更换地址，或更正前缀长度。',
    },
  },
  'answer.poolRange': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: the pool from {from} to {to} is none.',
      why: 'Its last address must not be below the first, and must be an address of the same network.',
      remedy: 'Correct it, or the prefix length.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：{from} 至 {to} 不是有效的地址池。',
      why: '最后一个地址不能小于第一个地址，且必须是同一网络中的主机地址。',
      remedy: '请更正地址或前缀长度。',
    },
  },
  'answer.gatewayOutside': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: the gateway {gateway} is no address of that network.',
      why: 'A machine reaches only what is in its own network without a gateway.',
      remedy: 'Correct the gateway, or the prefix length of the address.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：网关 {gateway} 不是该网络中的主机地址。',
      why: '不经网关只能访问本网络内的地址。',
      remedy: '请更正网关，或更正地址的前缀长度。',
    },
  },
  'answer.gatewayTaken': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: the gateway {gateway} would be the address of a machine.',
      why: 'Two devices of one address cut each other off.',
      remedy: 'Leave it out of the pool, or correct it.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：网关 {gateway} 会被分配给裸机。',
      why: '两台设备使用相同地址会互相中断通信。',
      remedy: '请将其排除在地址池之外，或更正网关。',
    },
  },
  'answer.storageGateway': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: the storage network has a gateway.',
      why: 'A host has one default gateway, that of its management network.',
      remedy: 'Remove it.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：存储网络设置了网关。',
      why: '物理主机只有一个默认网关，即管理网络的网关。',
      remedy: '请删除该网关。',
    },
  },
  'answer.storagePort': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: the storage network has no port.',
      why: 'Only the management network takes the port that booted.',
      remedy: 'Say its port or its bond.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：存储网络没有指定网口。',
      why: '只有管理网络会默认使用引导所用的网口。',
      remedy: '请指定 port 或 bond。',
    },
  },
  'answer.sameNetwork': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: storage and management have addresses of the same network.',
      why: 'A host would send the packets of both by one of the two ports.',
      remedy: 'Give the storage network addresses of its own.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：存储网络与管理网络的地址属于同一网络。',
      why: '物理主机会把两者的数据都从同一个网口发出。',
      remedy: '请为存储网络使用独立的网段。',
    },
  },
  'answer.clusterUnused': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: "cluster.{key}" says nothing when the mode is "{mode}".',
      why: 'Nothing in an answer is silently left aside.',
      remedy: 'Remove it, or choose another mode.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：模式为“{mode}”时，“cluster.{key}”不起作用。',
      why: '应答文件中的内容不会被悄悄忽略。',
      remedy: '请删除该项，或更改模式。',
    },
  },
  'answer.clusterController': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: to join a cluster, its controller must be known.',
      why: 'The host asks there to be taken in.',
      remedy: 'Add "controller": the address of a host of the cluster, or the cluster IP.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：加入集群必须指明集群控制器。',
      why: '物理主机需要向它申请加入。',
      remedy: '请添加“controller”：集群中某台物理主机的地址或集群IP。',
    },
  },
  'answer.clusterOutside': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: the cluster IP {address} is no address of the management network.',
      why: 'It moves between hosts, which have their addresses in that network.',
      remedy: 'Correct it, or the prefix length of the management address.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：集群IP {address} 不是管理网络中的主机地址。',
      why: '集群IP 会在各物理主机之间转移，而它们的地址都在管理网络中。',
      remedy: '请更正集群IP，或更正管理地址的前缀长度。',
    },
  },
  'answer.clusterTaken': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: the cluster IP {address} belongs to something else in this file.',
      why: 'It must not be the address of a host, the gateway, the probe IP, or one of the pool.',
      remedy: 'Choose an address that nothing else has.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：集群IP {address} 与文件中的其他地址冲突。',
      why: '它不能是主机地址、网关、网络连通性探测IP，也不能在地址池内。',
      remedy: '请选择未被占用的地址。',
    },
  },
} as const satisfies ErrorTable
