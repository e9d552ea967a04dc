import type { ErrorTable } from '../types.ts'

/** What speaks against joining a cluster, or creating one. Each is found before anything is changed. */
export const joinCheckErrors = {
  'joinCheck.alreadyMember': {
    status: 409,
    exit: 1,
    en: {
      what: 'This host belongs to the cluster {cluster} already.',
      why: 'It joined before, or created it.',
      remedy: 'Nothing is to be done. If its console says otherwise, look at `vmp host status`.',
    },
    zh: {
      what: '本物理主机已属于集群 {cluster}。',
      why: '它此前已加入或创建了该集群。',
      remedy: '无需操作。如果控制台显示的情况不同，请查看 `vmp host status`。',
    },
  },
  'joinCheck.otherCluster': {
    status: 409,
    exit: 1,
    en: {
      what: 'This host belongs to another cluster: {cluster}.',
      why: 'A host is in one cluster at a time.',
      remedy: 'Let it leave that cluster first, on its own console; or take the right host.',
    },
    zh: {
      what: '本物理主机属于另一个集群：{cluster}。',
      why: '一台物理主机同时只能属于一个集群。',
      remedy: '请先在该主机的控制台上退出原集群，或改选正确的主机。',
    },
  },
  'joinCheck.ownVms': {
    status: 409,
    exit: 1,
    en: {
      what: 'This host has VMs of its own ({count}): {names}.',
      why: 'The settings of a cluster replace those of the host: its VMs would lose their networks and storages, and their names may be taken.',
      remedy:
        'Back them up to an external storage and delete them here; after joining, restore them. Or create the cluster on this host, and let the others join it.',
    },
    zh: {
      what: '本物理主机上有自己的虚拟机（{count} 个）：{names}。',
      why: '加入后，主机的设置将由集群的设置取代：这些虚拟机会失去原来的网络和存储，名称也可能冲突。',
      remedy: '请将虚拟机备份到外置存储后在本机删除，加入后再恢复；或在本机上创建集群，让其他主机加入。',
    },
  },
  'joinCheck.olderVersion': {
    status: 409,
    exit: 1,
    en: {
      what: 'This host runs VMP {version}; the oldest host of the cluster runs {oldest}.',
      why: 'An older host does not understand all of the cluster’s state.',
      remedy: 'Upgrade this host with `vmp upgrade`, then join.',
    },
    zh: {
      what: '本物理主机运行 VMP {version}，而集群中最旧的版本为 {oldest}。',
      why: '旧版本无法识别集群的全部数据。',
      remedy: '请先用 `vmp upgrade` 升级本物理主机，再加入。',
    },
  },
  'joinCheck.newerVersion': {
    status: 409,
    exit: 1,
    en: {
      what: 'This host runs VMP {version}; the newest host of the cluster runs {newest}.',
      why: 'A newer host would write what the others do not understand.',
      remedy: 'Upgrade the hosts of the cluster first, or install this one with the cluster’s version.',
    },
    zh: {
      what: '本物理主机运行 VMP {version}，而集群中最新的版本为 {newest}。',
      why: '新版本写入的数据，集群中的其他主机无法识别。',
      remedy: '请先升级集群中的物理主机，或为本机安装与集群相同的版本。',
    },
  },
  'joinCheck.etcdVersion': {
    status: 409,
    exit: 1,
    en: {
      what: 'This host has etcd {version}, the cluster {cluster}.',
      why: 'Members of an etcd cluster are of the same series.',
      remedy: 'Install or upgrade this host with the image of the cluster.',
    },
    zh: {
      what: '本物理主机的 etcd 版本为 {version}，集群为 {cluster}。',
      why: 'etcd 集群的成员须为同一版本系列。',
      remedy: '请用集群的主机镜像安装或升级本物理主机。',
    },
  },
  'joinCheck.nameTaken': {
    status: 409,
    exit: 1,
    en: {
      what: 'The cluster has a host of the name {name} already.',
      why: 'Names of hosts are unique, whatever their case.',
      remedy: 'Rename one of the two; if the other is gone for good, remove it from the cluster.',
    },
    zh: {
      what: '集群中已有名为 {name} 的物理主机。',
      why: '物理主机名称不能重复（不区分大小写）。',
      remedy: '请更改其中一台的名称；如果原主机已不再使用，请将其移出集群。',
    },
  },
  'joinCheck.noAddress': {
    status: 409,
    exit: 1,
    en: {
      what: 'This host has no address on its management network.',
      why: 'Hosts of a cluster talk over it.',
      remedy: 'Look at the cable and the DHCP server, or give the host a fixed address.',
    },
    zh: {
      what: '本物理主机的管理网络没有地址。',
      why: '集群中的主机通过管理网络通信。',
      remedy: '请检查网线和 DHCP 服务器，或为主机设置固定地址。',
    },
  },
  'joinCheck.addressTaken': {
    status: 409,
    exit: 1,
    en: {
      what: 'The address {address} is that of the host {host}.',
      why: 'Two hosts with one address reach each other by chance only.',
      remedy: 'Give this host another address.',
    },
    zh: {
      what: '地址 {address} 已被物理主机 {host} 使用。',
      why: '两台主机使用同一地址时，通信将时断时续。',
      remedy: '请为本机更换地址。',
    },
  },
  'joinCheck.addressRival': {
    status: 409,
    exit: 1,
    en: {
      what: 'Another machine uses this host’s address {address}: {macs}.',
      why: 'It answers for the address on the same network.',
      remedy: 'Find it by its MAC address on your switch, or give this host another address.',
    },
    zh: {
      what: '另一台机器正在使用本物理主机的地址 {address}：{macs}。',
      why: '同一网络中有其他机器以该地址应答。',
      remedy: '请在交换机上按 MAC 地址找到该机器，或为本机更换地址。',
    },
  },
  'joinCheck.clusterIpIsHost': {
    status: 409,
    exit: 1,
    en: {
      what: 'The cluster IP {address} is an address of the host {host} itself.',
      why: 'The cluster IP moves from host to host; the address of a host stays.',
      remedy: 'Choose a free address of the same network as cluster IP, or give the host another one.',
    },
    zh: {
      what: '集群IP {address} 是物理主机 {host} 自身的地址。',
      why: '集群IP 会在主机之间迁移，而主机自身的地址不会。',
      remedy: '请在同一网络中另选一个空闲地址作为集群IP，或更改主机的地址。',
    },
  },
  'joinCheck.probeIsOurs': {
    status: 409,
    exit: 1,
    en: {
      what: 'The probe IP {address} is an address of the cluster itself.',
      why: 'A host pings it to tell whether it is cut off; its own address, or one that moves among the hosts, tells nothing.',
      remedy: 'Take the address of a gateway or a switch that is always on.',
    },
    zh: {
      what: '网络连通性探测IP {address} 是集群自身的地址。',
      why: '主机通过 ping 该地址判断自己是否被隔离；自身的地址或在主机之间迁移的地址不能说明问题。',
      remedy: '请使用始终在线的网关或交换机的地址。',
    },
  },
  'joinCheck.probeSilent': {
    status: 409,
    exit: 1,
    en: {
      what: 'Nobody answers at the probe IP {address}.',
      why: 'It is wrong, or that device answers no ping.',
      remedy: 'Take the address of a gateway or a switch that answers ping, or change it later.',
    },
    zh: {
      what: '网络连通性探测IP {address} 无应答。',
      why: '地址有误，或该设备不应答 ping。',
      remedy: '请使用能应答 ping 的网关或交换机的地址，也可以之后再修改。',
    },
  },
  'joinCheck.clusterIpTaken': {
    status: 409,
    exit: 1,
    en: {
      what: 'The cluster IP {address} is in use: {macs}.',
      why: 'Another machine answers for it.',
      remedy: 'Choose a free address, or find that machine by its MAC address.',
    },
    zh: {
      what: '集群IP {address} 已被占用：{macs}。',
      why: '有其他机器以该地址应答。',
      remedy: '请选择空闲的地址，或按 MAC 地址找到该机器。',
    },
  },
  'joinCheck.clusterIpOutside': {
    status: 409,
    exit: 1,
    en: {
      what: 'The cluster IP {address} is outside the hosts’ network {network}.',
      why: 'Nobody would reach it there, and the controller would seem offline.',
      remedy: 'Choose a free address of {network} as cluster IP.',
    },
    zh: {
      what: '集群IP {address} 不在物理主机所在的网段 {network} 内。',
      why: '该地址将无法访问，控制器会显示为离线。',
      remedy: '请在 {network} 中选择一个空闲地址作为集群IP。',
    },
  },
  'joinCheck.clusterIpUnusable': {
    status: 409,
    exit: 1,
    en: {
      what: 'The cluster IP {address} is the first or the last address of {network}.',
      why: 'They mean the network itself, and all of its machines.',
      remedy: 'Choose another free address of {network}.',
    },
    zh: {
      what: '集群IP {address} 是 {network} 的首个或末个地址。',
      why: '这两个地址分别表示网络本身和广播。',
      remedy: '请在 {network} 中另选一个空闲地址。',
    },
  },
  'joinCheck.addressByDhcp': {
    status: 409,
    exit: 1,
    en: {
      what: 'The host has its address {address} by DHCP.',
      why: 'If the DHCP server gives it another one, the cluster has to follow; if the server fails, the host loses it.',
      remedy: 'Give the host a fixed address, or reserve this one at the DHCP server.',
    },
    zh: {
      what: '物理主机的地址 {address} 由 DHCP 分配。',
      why: '如果 DHCP 服务器改变了地址，集群就必须随之调整；如果服务器故障，主机会失去地址。',
      remedy: '请为主机设置固定地址，或在 DHCP 服务器上保留该地址。',
    },
  },
  'joinCheck.clock': {
    status: 409,
    exit: 1,
    en: {
      what: 'The clocks differ by {seconds} s: host {host}, controller {controller}.',
      why: 'One of the two does not follow a time server.',
      remedy: 'Correct the one that is wrong: look at its time servers, then `chronyc makestep`.',
    },
    zh: {
      what: '时钟相差 {seconds} 秒：物理主机 {host}，集群控制器 {controller}。',
      why: '其中一方没有与时间服务器同步。',
      remedy: '请更正时间有误的一方：检查其时间服务器，然后执行 `chronyc makestep`。',
    },
  },
  'joinCheck.slowDisk': {
    status: 409,
    exit: 1,
    en: {
      what: 'The disk for the cluster’s state is slow: a durable write takes {milliseconds} ms.',
      why: 'etcd waits for each write to be on the disk; above 10 ms changes are slow, near a second hosts lose each other.',
      remedy:
        'Put the system on SSDs, or behind a RAID controller with a protected write cache, or let other hosts vote.',
    },
    zh: {
      what: '存放集群数据的磁盘较慢：一次落盘写入需要 {milliseconds} 毫秒。',
      why: 'etcd 每次写入都要等待落盘；超过 10 毫秒时更改会变慢，接近一秒时主机之间会失联。',
      remedy: '请将系统安装在 SSD 上，或使用带掉电保护写缓存的 RAID 卡，或由其他主机投票。',
    },
  },
  'joinCheck.diskSpace': {
    status: 409,
    exit: 1,
    en: {
      what: 'The volume of the cluster’s state has {free} free; {least} are wanted.',
      why: 'The state, its log and its snapshots lie there.',
      remedy:
        'Delete what does not belong on the volume “cluster”, or install the host with a larger one (`disks.sizes.cluster`).',
    },
    zh: {
      what: '存放集群数据的卷剩余 {free}，需要 {least}。',
      why: '集群数据及其日志和快照都存放在该卷上。',
      remedy: '请清理“cluster”卷上的无关文件，或以更大的卷重新安装主机（`disks.sizes.cluster`）。',
    },
  },
  'joinCheck.notMeasured': {
    status: 409,
    exit: 1,
    en: {
      what: 'It could not be measured: {what}.',
      why: 'A program for it is missing, or it was not answered in time.',
      remedy: 'Join again; if this repeats, look at the host’s log.',
    },
    zh: {
      what: '未能检测：{what}。',
      why: '缺少所需的程序，或未在规定时间内得到应答。',
      remedy: '请重新加入；如反复出现，请查看主机日志。',
    },
  },
} as const satisfies ErrorTable
