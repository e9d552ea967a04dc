import type { ErrorTable } from '../types.ts'

export const upgradeErrors = {
  'host.notInstalled': {
    status: 409,
    exit: 2,
    en: {
      what: 'This system was not started from the disks of an installed host.',
      why: 'Only a host has slots; a live system or another Linux has none.',
      remedy: 'Run this on an installed host.',
    },
    zh: {
      what: '当前系统不是从已安装物理主机的磁盘启动的。',
      why: '只有物理主机才有系统槽位；临时系统或其他 Linux 没有。',
      remedy: '请在已安装的物理主机上运行。',
    },
  },
  'host.documentDamaged': {
    status: 500,
    exit: 1,
    en: {
      what: 'The host document cannot be used: {file}.',
      why: 'It is missing, damaged, or of another version.',
      remedy: 'Choose the other slot in the boot menu, or start the rescue system and look at the file.',
    },
    zh: {
      what: '主机文档无法使用：{file}。',
      why: '文件缺失、损坏，或版本不符。',
      remedy: '请在启动菜单中选择另一个系统槽位，或启动救援系统查看该文件。',
    },
  },
  'host.unitNotActive': {
    status: 500,
    exit: 1,
    en: {
      what: '{unit} does not run: it is {state}.',
      why: 'A host needs it.',
      remedy: 'See what it says: journalctl -b -u {unit}',
    },
    zh: {
      what: '{unit} 未运行：状态为 {state}。',
      why: '物理主机需要它。',
      remedy: '请查看其日志：journalctl -b -u {unit}',
    },
  },
  'host.notMounted': {
    status: 500,
    exit: 1,
    en: {
      what: 'Nothing is mounted at {folder}.',
      why: 'Its volume is missing, or its file system is damaged.',
      remedy: 'See the volumes and what the kernel says of them: lvs; dmesg | grep -i xfs',
    },
    zh: {
      what: '{folder} 未挂载。',
      why: '对应的卷缺失，或其文件系统已损坏。',
      remedy: '请查看卷和内核信息：lvs；dmesg | grep -i xfs',
    },
  },
  'host.diskDivided': {
    status: 409,
    exit: 1,
    en: {
      what: '{device} stays out of the array {array}: it was used without the other disks and holds other data.',
      why: 'The host was started from this disk alone, and from the others without it.',
      remedy:
        'To give up what it holds: mdadm --zero-superblock {device} && mdadm /dev/md/{array} --add {device}. To keep it, take the other disks out and start again.',
    },
    zh: {
      what: '{device} 未加入阵列 {array}：它曾脱离其他磁盘单独使用，数据已不同。',
      why: '本机曾只用这块磁盘启动，又曾在缺少它的情况下用其他磁盘启动。',
      remedy:
        '若放弃其数据：mdadm --zero-superblock {device} && mdadm /dev/md/{array} --add {device}。若要保留，请取出其他磁盘后重新启动。',
    },
  },
  'host.noAddress': {
    status: 500,
    exit: 1,
    en: {
      what: '{interface} has no address.',
      why: 'Its cable is out, the switch port is wrong, or no DHCP server answers.',
      remedy: 'See its links and addresses: networkctl status {interface}',
    },
    zh: {
      what: '{interface} 没有地址。',
      why: '网线未连接、交换机端口不正确，或没有 DHCP 服务器应答。',
      remedy: '请查看链路和地址：networkctl status {interface}',
    },
  },
  'boot.recordDamaged': {
    status: 500,
    exit: 1,
    en: {
      what: 'The record of the slots cannot be read: {file}.',
      why: 'It says which slot this host starts; without it nothing about slots is changed.',
      remedy: 'See what the mirror of the slots holds: ls -l /run/vmp/system/loader /run/vmp/system/images',
    },
    zh: {
      what: '无法读取系统槽位记录：{file}。',
      why: '该记录说明本机从哪个槽位启动；没有它就不会改动任何槽位。',
      remedy: '请查看槽位镜像盘中的内容：ls -l /run/vmp/system/loader /run/vmp/system/images',
    },
  },
} as const satisfies ErrorTable
