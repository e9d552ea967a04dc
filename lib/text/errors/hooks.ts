import type { ErrorTable } from '../types.ts'

/** Errors of the hooks that run after the image is on the disks. */
export const hooksErrors = {
  'hook.failed': {
    status: 500,
    exit: 1,
    en: {
      what: 'The hook {hook} failed: {problem}.',
      why: 'A host is only used when every hook that is not optional has been tried and works.',
      remedy: 'Read its output in the result, mend what it names, and install again.',
    },
    zh: {
      what: '安装后钩子 {hook} 失败：{problem}。',
      why: '只有所有必需的安装后钩子都经过实际验证，物理主机才会投入使用。',
      remedy: '请查看结果中该钩子的输出，排除所述问题后重新安装。',
    },
  },
  'hook.timeout': {
    status: 504,
    exit: 124,
    en: {
      what: 'The hook {hook} did not end within {seconds} s.',
      why: 'Every hook has a time limit, so that a machine never waits for ever.',
      remedy: 'See in its output what it waited for; the limit of a script is its "timeout" in the answer file.',
    },
    zh: {
      what: '安装后钩子 {hook} 未能在 {seconds} 秒内结束。',
      why: '每个安装后钩子都有时间限制，以免机器无限等待。',
      remedy: '请从其输出查明它在等待什么；脚本的时限由应答文件中的“timeout”设置。',
    },
  },
  'hook.scriptFailed': {
    status: 500,
    exit: 1,
    en: {
      what: 'The script {hook} ended with {exit}.',
      why: 'A script says by exit code 0 that it did its work.',
      remedy: 'Its output is kept with the result. Mark it "optional: true" if the installation may go on without it.',
    },
    zh: {
      what: '脚本 {hook} 以 {exit} 结束。',
      why: '脚本以退出码 0 表示已完成工作。',
      remedy: '其输出已随结果保存。若没有它也可继续安装，请在应答文件中设置“optional: true”。',
    },
  },
  'hook.scriptNotRun': {
    status: 500,
    exit: 1,
    en: {
      what: 'The script {hook} could not be started: {problem}.',
      why: 'Its first line names a program that is not in the image, or the file could not be written.',
      remedy: 'Begin it with "#!/bin/sh" or another program of the image.',
    },
    zh: {
      what: '无法启动脚本 {hook}：{problem}。',
      why: '脚本首行指定的程序不在主机镜像中，或者无法写入文件。',
      remedy: '请以“#!/bin/sh”或主机镜像中已有的其他程序作为脚本首行。',
    },
  },
  'hook.scriptNotTaken': {
    status: 500,
    exit: 1,
    en: {
      what: 'The script {hook} is the file {file}, which is not on this machine.',
      why: 'Files are taken into the answer where it is read; this answer came without.',
      remedy: 'Read the answer file with "vmp answer render", or write the script into it as "text".',
    },
    zh: {
      what: '脚本 {hook} 指向文件 {file}，但该文件不在本机上。',
      why: '读取应答文件时应一并收入脚本文件，而这份应答文件中没有。',
      remedy: '请用“vmp answer render”读取应答文件，或将脚本以“text”写入其中。',
    },
  },
  'hook.fetchFailed': {
    status: 502,
    exit: 1,
    en: {
      what: 'The script {hook} could not be fetched from {url}: {problem}.',
      why: 'Scripts named by URL are fetched while the machine is installed, and kept on its disk.',
      remedy:
        'Make sure that the machine reaches that server, and install again; or write the script into the answer file.',
    },
    zh: {
      what: '无法从 {url} 获取脚本 {hook}：{problem}。',
      why: '以 URL 指定的脚本在安装时获取，并保存在磁盘上。',
      remedy: '请确认机器可以访问该服务器后重新安装，或将脚本直接写入应答文件。',
    },
  },
  'hook.scriptTooLarge': {
    status: 502,
    exit: 1,
    en: {
      what: 'The script {hook} from {url} is larger than {most} KiB.',
      why: 'That is no script, or not the one that was meant.',
      remedy: 'Let a small script fetch what is large.',
    },
    zh: {
      what: '来自 {url} 的脚本 {hook} 超过 {most} KiB。',
      why: '如此大的文件不是脚本，或不是所要的那个。',
      remedy: '请用一个小脚本去获取较大的内容。',
    },
  },
  'hook.scriptAltered': {
    status: 502,
    exit: 1,
    en: {
      what: 'The script {hook} from {url} is not the one that the answer names: its SHA-256 is {found}.',
      why: 'The answer names {expected}; a script that was altered on its way or at its place is not run.',
      remedy: 'Look at what lies there now; when it is right, write its SHA-256 into the answer file.',
    },
    zh: {
      what: '来自 {url} 的脚本 {hook} 与应答文件所指定的不一致：其 SHA-256 为 {found}。',
      why: '应答文件指定的是 {expected}；传输途中或存放处被改动的脚本不会运行。',
      remedy: '请检查该处现有的文件；确认无误后，将其 SHA-256 写入应答文件。',
    },
  },
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
