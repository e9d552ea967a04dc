import type { ErrorTable } from '../types.ts'

/** Errors of the hooks that every host has, and of its look at itself. */
export const builtInHooksErrors = {
  'hook.kvm.noVirtualization': {
    status: 500,
    exit: 1,
    en: {
      what: 'The processor offers neither VT-x nor AMD-V.',
      why: 'Virtual machines need one of them; most often it is switched off in the firmware.',
      remedy: 'Switch on virtualization in the firmware setup, and start the machine again.',
    },
    zh: {
      what: '处理器不提供 VT-x，也不提供 AMD-V。',
      why: '虚拟机需要其中之一；最常见的原因是在固件中被关闭。',
      remedy: '请在固件设置中打开虚拟化，然后重新启动机器。',
    },
  },
  'hook.kvm.notLoaded': {
    status: 500,
    exit: 1,
    en: {
      what: 'The kernel module {module} cannot be loaded: {problem}.',
      why: 'It refuses where the firmware forbids virtualization.',
      remedy: 'Switch on virtualization in the firmware setup, and switch the machine off and on again.',
    },
    zh: {
      what: '无法加载内核模块 {module}：{problem}。',
      why: '固件禁止虚拟化时，该模块会拒绝加载。',
      remedy: '请在固件设置中打开虚拟化，并将机器断电后重新开机。',
    },
  },
  'hook.kvm.noDevice': {
    status: 500,
    exit: 1,
    en: {
      what: 'There is no /dev/kvm although {module} is loaded.',
      why: 'The module found nothing that it could use.',
      remedy: 'See what "dmesg" says of kvm, and switch on virtualization in the firmware setup.',
    },
    zh: {
      what: '已加载 {module}，但没有 /dev/kvm。',
      why: '该模块没有找到可用的虚拟化功能。',
      remedy: '请查看“dmesg”中有关 kvm 的内容，并在固件设置中打开虚拟化。',
    },
  },
  'hook.kvm.noHypervisor': {
    status: 500,
    exit: 1,
    en: {
      what: 'libvirt answers, but runs no QEMU.',
      why: 'It could not try the QEMU of the image.',
      remedy: 'See "journalctl -u libvirtd" on the host.',
    },
    zh: {
      what: 'libvirt 有应答，但没有运行 QEMU。',
      why: '它无法试运行主机镜像中的 QEMU。',
      remedy: '请在物理主机上查看“journalctl -u libvirtd”。',
    },
  },
  'hook.kvm.notStarted': {
    status: 500,
    exit: 1,
    en: {
      what: 'A small virtual machine could not be started under KVM: {problem}',
      why: 'What cannot run that cannot run the machines it is for.',
      remedy: 'See "journalctl -u libvirtd" and /var/log/libvirt/qemu/vmp-self-test.log on the host.',
    },
    zh: {
      what: '无法在 KVM 下启动一个微型虚拟机：{problem}',
      why: '连它都无法运行的物理主机，也无法运行正式的虚拟机。',
      remedy: '请在物理主机上查看“journalctl -u libvirtd”和 /var/log/libvirt/qemu/vmp-self-test.log。',
    },
  },
  'hook.kvm.silent': {
    status: 504,
    exit: 1,
    en: {
      what: 'A small virtual machine was started under KVM and said nothing within {seconds} s.',
      why: 'Some machines offer virtualization that stops at the first instructions of a guest.',
      remedy:
        'See what "dmesg" says of kvm; bring the firmware up to date, or, in a virtual server, give it working nested virtualization.',
    },
    zh: {
      what: '已在 KVM 下启动一个微型虚拟机，但它在 {seconds} 秒内没有任何输出。',
      why: '有些机器提供的虚拟化会在虚拟机最初的几条指令处停住。',
      remedy: '请查看“dmesg”中有关 kvm 的内容；更新固件，若本机是虚拟服务器，请为其启用可用的嵌套虚拟化。',
    },
  },
  'hook.kvm.notKvm': {
    status: 500,
    exit: 1,
    en: {
      what: 'A small virtual machine ran, but under {hypervisor} instead of KVM.',
      why: 'Emulated machines are a hundred times slower; a host must not fall back to that unnoticed.',
      remedy: 'See "journalctl -u libvirtd" on the host for why KVM was not used.',
    },
    zh: {
      what: '微型虚拟机已运行，但使用的是 {hypervisor}，而不是 KVM。',
      why: '模拟运行的虚拟机要慢上百倍，物理主机不得在无人察觉的情况下退回模拟。',
      remedy: '请在物理主机上查看“journalctl -u libvirtd”，查明未使用 KVM 的原因。',
    },
  },
  'hook.kvm.nested': {
    status: 409,
    exit: 1,
    en: {
      what: '{module} is in use and could not be loaded anew with nesting as the answer says.',
      why: 'A module with running guests cannot be replaced.',
      remedy: 'Restart the host when no virtual machine runs.',
    },
    zh: {
      what: '{module} 正在使用，无法按应答文件的嵌套虚拟化设置重新加载。',
      why: '有虚拟机运行时不能替换该模块。',
      remedy: '请在没有虚拟机运行时重新启动物理主机。',
    },
  },
  'hook.network.portsShared': {
    status: 409,
    exit: 2,
    en: {
      what: 'The management and the storage network share the ports {ports} in a way that cannot be.',
      why: 'They may share all their ports when VLANs tell them apart; some of them, or all without VLANs, they cannot.',
      remedy: 'Give each its own ports in the answer file, or the same bond and different VLANs.',
    },
    zh: {
      what: '管理网络和存储网络不能这样共用物理网口 {ports}。',
      why: '两者只有在以 VLAN 区分时才能共用全部网口；不能只共用其中一部分，也不能在没有 VLAN 时共用。',
      remedy: '请在应答文件中为两者分别指定网口，或使用同一聚合并指定不同的 VLAN。',
    },
  },
  'hook.network.noPort': {
    status: 409,
    exit: 2,
    en: {
      what: 'The host has no port {port}.',
      why: 'Its networks name ports that it had when it was installed.',
      remedy: 'Correct the networks in the answer file, and install again.',
    },
    zh: {
      what: '物理主机没有物理网口 {port}。',
      why: '网络配置使用的是安装时记录的物理网口名称。',
      remedy: '请更正应答文件中的网络配置，然后重新安装。',
    },
  },
  'hook.network.rules': {
    status: 500,
    exit: 1,
    en: {
      what: 'The firewall rules of this host are refused: {problem}',
      why: 'nft tried them without loading them.',
      remedy: 'This is an error of the product: report it with the result.',
    },
    zh: {
      what: '本物理主机的防火墙规则被拒绝：{problem}',
      why: 'nft 已试验这些规则，但未加载。',
      remedy: '这是产品自身的错误，请连同结果一并反馈。',
    },
  },
  'hook.network.noAddress': {
    status: 504,
    exit: 1,
    en: {
      what: 'The interface {interface} has no address, or not the one it should have.',
      why: 'Its port may have no link, the VLAN may be another, or no DHCP server answers.',
      remedy: 'Look at the cable, at the switch port and its VLAN, and at the network in the answer file.',
    },
    zh: {
      what: '接口 {interface} 没有地址，或地址与设定不符。',
      why: '物理网口可能没有链路，VLAN 可能不对，或没有 DHCP 服务器应答。',
      remedy: '请检查网线、交换机端口及其 VLAN，以及应答文件中的网络配置。',
    },
  },
  'hook.network.noFirewall': {
    status: 500,
    exit: 1,
    en: {
      what: 'The firewall does not filter.',
      why: 'Its rules are not loaded.',
      remedy: 'See "systemctl status nftables" on the host.',
    },
    zh: {
      what: '防火墙没有生效。',
      why: '规则未加载。',
      remedy: '请在物理主机上查看“systemctl status nftables”。',
    },
  },
  'hook.network.gateway': {
    status: 504,
    exit: 1,
    en: {
      what: 'The gateway {gateway} does not answer, not even to ARP.',
      why: 'The host is on another network than its address, or the gateway is off.',
      remedy: 'Look at the switch port and its VLAN, and at the gateway in the answer file.',
    },
    zh: {
      what: '网关 {gateway} 没有应答，连 ARP 也没有。',
      why: '物理主机所在网络与其地址不符，或网关未开机。',
      remedy: '请检查交换机端口及其 VLAN，以及应答文件中的网关。',
    },
  },
  'hook.network.dns': {
    status: 504,
    exit: 1,
    en: {
      what: 'These name servers do not answer: {servers}.',
      why: 'They may not be reachable from the management network, or not run yet.',
      remedy: 'Correct "network.dns" in the answer file, or start them.',
    },
    zh: {
      what: '以下域名服务器没有应答：{servers}。',
      why: '管理网络可能无法访问它们，或者它们尚未运行。',
      remedy: '请更正应答文件中的“network.dns”，或启动这些服务器。',
    },
  },
  'hook.time.hardwareClock': {
    status: 500,
    exit: 1,
    en: {
      what: 'The hardware clock does not keep the time that was written to it.',
      why: 'Its battery or the clock itself may be broken.',
      remedy: 'Replace the battery of the mainboard.',
    },
    zh: {
      what: '硬件时钟没有保持写入的时间。',
      why: '主板电池或时钟本身可能已损坏。',
      remedy: '请更换主板电池。',
    },
  },
  'hook.time.noServers': {
    status: 409,
    exit: 1,
    en: {
      what: 'Nothing keeps the clock of this host.',
      why: 'It was installed without a station, and the answer names no time servers.',
      remedy: 'Name them in "network.ntp" of the answer file, or in /etc/vmp/local.d/chrony/conf.d on the host.',
    },
    zh: {
      what: '本物理主机的时钟没有时间来源。',
      why: '安装时没有部署站，应答文件也没有指定时间服务器。',
      remedy: '请在应答文件的“network.ntp”中指定，或在物理主机的 /etc/vmp/local.d/chrony/conf.d 中指定。',
    },
  },
  'hook.time.notFollowing': {
    status: 504,
    exit: 1,
    en: {
      what: 'The clock follows none of its time servers: {servers}.',
      why: 'They are not reachable, or have no time themselves.',
      remedy: 'Correct "network.ntp" in the answer file, or start them; see "chronyc sources" on the host.',
    },
    zh: {
      what: '时钟没有与任何时间服务器同步：{servers}。',
      why: '它们无法访问，或自身没有可靠的时间。',
      remedy: '请更正应答文件中的“network.ntp”，或启动这些服务器；可在物理主机上查看“chronyc sources”。',
    },
  },
  'hook.storage.selfTest': {
    status: 500,
    exit: 1,
    en: {
      what: 'Local storage in {folder} failed its test at "{step}": {problem}.',
      why: 'Disks of virtual machines need a file system that keeps what it is given.',
      remedy: 'Look at its disks ("dmesg", "smartctl -a"); do not put virtual machines on it.',
    },
    zh: {
      what: '{folder} 中的本地存储在“{step}”测试中失败：{problem}。',
      why: '虚拟机磁盘要求文件系统如实保存写入的内容。',
      remedy: '请检查其磁盘（“dmesg”“smartctl -a”）；不要在其上存放虚拟机。',
    },
  },
  'hook.storage.cacheUnused': {
    status: 409,
    exit: 1,
    en: {
      what: 'The cache disks are not used.',
      why: 'Local storage lies on the system disks; with a cache in front of it the host could not start without that.',
      remedy: 'Name separate data disks in the answer file, or leave the cache disks out of it.',
    },
    zh: {
      what: '缓存磁盘未被使用。',
      why: '本地存储位于系统盘上；若在其前面加缓存，失去缓存后物理主机将无法启动。',
      remedy: '请在应答文件中指定单独的数据盘，或去掉缓存磁盘。',
    },
  },
  'hook.storage.cacheLost': {
    status: 500,
    exit: 1,
    en: {
      what: 'Local storage works without its SSD cache.',
      why: 'The cache disks are missing or broken. Nothing is lost: every write is on the data disks before it is answered.',
      remedy: 'Replace the cache disks.',
    },
    zh: {
      what: '本地存储正在没有 SSD 缓存的情况下工作。',
      why: '缓存磁盘缺失或损坏。数据没有丢失：每次写入都在落到数据盘之后才返回成功。',
      remedy: '请更换缓存磁盘。',
    },
  },
  'host.noStatus': {
    status: 404,
    exit: 1,
    en: {
      what: 'This host has not looked at itself since it started.',
      why: 'The service vmp-host does so within the first minutes; elsewhere than on an installed host it does not run.',
      remedy: 'See "systemctl status vmp-host".',
    },
    zh: {
      what: '本物理主机启动后尚未完成自检。',
      why: 'vmp-host 服务会在启动后的几分钟内完成自检；它只在已安装的物理主机上运行。',
      remedy: '请查看“systemctl status vmp-host”。',
    },
  },
  'host.notUp': {
    status: 504,
    exit: 1,
    en: {
      what: 'The system did not finish starting within {seconds} s.',
      why: 'A unit waits for something that does not come.',
      remedy: 'See "systemctl list-jobs" on the host.',
    },
    zh: {
      what: '系统未能在 {seconds} 秒内完成启动。',
      why: '有单元在等待一直没有出现的条件。',
      remedy: '请在物理主机上查看“systemctl list-jobs”。',
    },
  },
  'host.unitsFailed': {
    status: 500,
    exit: 1,
    en: {
      what: 'These units of the system failed: {units}.',
      why: 'A host is only used when all that it starts runs.',
      remedy: 'See "systemctl status" and "journalctl -b -u" of each on the host.',
    },
    zh: {
      what: '系统中以下单元失败：{units}。',
      why: '只有所启动的全部服务都正常运行，物理主机才会投入使用。',
      remedy: '请在物理主机上对各单元查看“systemctl status”和“journalctl -b -u”。',
    },
  },
  'host.arrayFailed': {
    status: 500,
    exit: 1,
    en: {
      what: 'The array {array} does not run.',
      why: 'Too many of its disks are missing, or it could not be assembled.',
      remedy: 'Plug in its disks again, and restart the host; see "cat /proc/mdstat".',
    },
    zh: {
      what: '阵列 {array} 未运行。',
      why: '缺少的磁盘过多，或无法组装该阵列。',
      remedy: '请重新插入其磁盘并重新启动物理主机；可查看“cat /proc/mdstat”。',
    },
  },
  'host.arrayDegraded': {
    status: 500,
    exit: 1,
    en: {
      what: 'The array {array} lacks a disk.',
      why: 'The host works on, but the loss of another disk may lose data.',
      remedy: 'Replace the disk soon.',
    },
    zh: {
      what: '阵列 {array} 缺少一块磁盘。',
      why: '物理主机仍可工作，但再损失一块磁盘可能丢失数据。',
      remedy: '请尽快更换磁盘。',
    },
  },
} as const satisfies ErrorTable
