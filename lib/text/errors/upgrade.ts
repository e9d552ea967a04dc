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
  'boot.notKept': {
    status: 500,
    exit: 1,
    en: {
      what: 'The disk {disk} does not keep the boot loader that is written to it.',
      why: 'Something else was read back; it still starts as before.',
      remedy: 'Replace the disk.',
    },
    zh: {
      what: '磁盘 {disk} 未能保存写入的引导程序。',
      why: '读回的内容不同；该磁盘仍按原来的方式启动。',
      remedy: '请更换该磁盘。',
    },
  },
  'upgrade.whichSource': {
    status: 400,
    exit: 2,
    en: {
      what: 'It is not said which image to upgrade to.',
      why: 'An image comes from a file or from the station, and from one of them at a time.',
      remedy:
        'A folder, a tar file, or the address of a folder: vmp upgrade IMAGE. The image that the station serves now: vmp upgrade --station',
    },
    zh: {
      what: '没有说明要升级到哪个镜像。',
      why: '镜像来自文件或部署站，每次只能选择其一。',
      remedy: '目录、tar 文件或目录网址：vmp upgrade 镜像。部署站当前提供的镜像：vmp upgrade --station',
    },
  },
  'upgrade.noStation': {
    status: 409,
    exit: 2,
    en: {
      what: 'This host has no station.',
      why: 'It was installed from a medium, without one.',
      remedy: 'Upgrade with a file: vmp upgrade IMAGE',
    },
    zh: {
      what: '本机没有部署站。',
      why: '它是用启动介质安装的，未使用部署站。',
      remedy: '请用文件升级：vmp upgrade 镜像',
    },
  },
  'upgrade.stationGone': {
    status: 503,
    exit: 1,
    en: {
      what: 'The station {url} does not answer.',
      why: 'It is off, its address changed, or a cable, switch or firewall is in the way.',
      remedy: 'Check that it runs, and try again; or upgrade with a file: vmp upgrade IMAGE',
    },
    zh: {
      what: '部署站 {url} 没有应答。',
      why: '部署站未运行、地址已变，或网线、交换机、防火墙阻断。',
      remedy: '请确认部署站在运行后重试；也可用文件升级：vmp upgrade 镜像',
    },
  },
  'upgrade.stationEmpty': {
    status: 503,
    exit: 1,
    en: {
      what: 'The station has no image that it could serve.',
      why: 'None was built there, or the current one is damaged.',
      remedy: 'At the station: vmp image list; vmp image verify; vmp image build',
    },
    zh: {
      what: '部署站没有可提供的镜像。',
      why: '尚未构建镜像，或当前镜像已损坏。',
      remedy: '请在部署站运行：vmp image list；vmp image verify；vmp image build',
    },
  },
  'upgrade.interrupted': {
    status: 503,
    exit: 1,
    en: {
      what: 'The download of {url} broke off: {problem}',
      why: 'The server, the network or something on the way failed again and again.',
      remedy:
        'Try again: what is already there is not fetched a second time. The host goes on with the image that it has.',
    },
    zh: {
      what: '{url} 下载中断：{problem}',
      why: '服务器、网络或中间设备多次出错。',
      remedy: '请重试：已下载的部分不会重复下载。本机继续使用现有镜像。',
    },
  },
  'upgrade.busy': {
    status: 409,
    exit: 1,
    en: {
      what: 'An upgrade runs on this host already.',
      why: 'Two of them would write the same slot.',
      remedy: 'Wait for its end, or end it first (process {pid}).',
    },
    zh: {
      what: '本机已有升级正在进行。',
      why: '两个升级会写入同一个系统槽位。',
      remedy: '请等待其结束，或先将其终止（进程 {pid}）。',
    },
  },
  'upgrade.sourceMissing': {
    status: 404,
    exit: 2,
    en: {
      what: 'There is no {source}.',
      why: 'The name is wrong, it is not an image (a folder as vmp image build makes it, its address, or a tar file of one), or it was removed meanwhile.',
      remedy:
        'Name the folder, its address or the tar file of an image. From a station: try again, it serves another one now.',
    },
    zh: {
      what: '找不到 {source}。',
      why: '名称有误、它不是镜像（应为 vmp image build 生成的目录、其网址或其 tar 文件），或已被删除。',
      remedy: '请指定镜像目录、其网址或其 tar 文件。若来自部署站：请重试，部署站现在提供的是另一个镜像。',
    },
  },
  'upgrade.damaged': {
    status: 400,
    exit: 1,
    en: {
      what: 'This is not the description of an image.',
      why: 'manifest.json is damaged, or names not all files that a host needs.',
      remedy: 'Copy the image again, or build it anew: vmp image build',
    },
    zh: {
      what: '这不是镜像的描述。',
      why: 'manifest.json 已损坏，或缺少主机所需的文件。',
      remedy: '请重新复制镜像，或重新构建：vmp image build',
    },
  },
  'upgrade.unsigned': {
    status: 403,
    exit: 1,
    en: {
      what: 'The image is not signed.',
      why: 'Without a signature nobody can say whose image it is.',
      remedy: 'Take a signed image. To install this one all the same: --allow-unsigned',
    },
    zh: {
      what: '镜像没有签名。',
      why: '没有签名就无法确认镜像来源。',
      remedy: '请使用已签名的镜像。若仍要使用：--allow-unsigned',
    },
  },
  'upgrade.unknownKey': {
    status: 403,
    exit: 1,
    en: {
      what: 'The image is signed with the key {key}, which this host does not know.',
      why: 'It was built elsewhere than the images of this site.',
      remedy: 'Take an image of this site, or import this one at the station first: vmp image import',
    },
    zh: {
      what: '镜像由密钥 {key} 签名，本机不认识该密钥。',
      why: '它不是由本站点构建的。',
      remedy: '请使用本站点的镜像，或先在部署站导入：vmp image import',
    },
  },
  'upgrade.altered': {
    status: 403,
    exit: 1,
    en: {
      what: '{file} of the image was altered or is damaged.',
      why: 'Its digest or signature does not fit.',
      remedy: 'Copy the image again. The host goes on with the image that it has.',
    },
    zh: {
      what: '镜像中的 {file} 被改动或已损坏。',
      why: '其摘要或签名不符。',
      remedy: '请重新复制镜像。本机继续使用现有镜像。',
    },
  },
  'upgrade.same': {
    status: 409,
    exit: 1,
    en: {
      what: 'This host already runs the image {image}.',
      why: 'It is the same image.',
      remedy: 'Nothing has to be done.',
    },
    zh: {
      what: '本机已在运行镜像 {image}。',
      why: '这是同一个镜像。',
      remedy: '无需操作。',
    },
  },
  'upgrade.older': {
    status: 409,
    exit: 1,
    en: {
      what: 'The image {image} of {date} is older than {running} of {runningDate}, which runs.',
      why: 'An older image may not understand the state of a newer one, and lacks its fixes.',
      remedy: 'To go back to it all the same: --allow-older',
    },
    zh: {
      what: '镜像 {image}（{date}）比当前运行的 {running}（{runningDate}）旧。',
      why: '旧镜像可能无法识别新镜像的状态，也缺少其修复。',
      remedy: '若仍要使用旧镜像：--allow-older',
    },
  },
  'upgrade.notCommitted': {
    status: 409,
    exit: 1,
    en: {
      what: 'Slot {slot} runs, but it is not the one in use.',
      why: 'It is being tried, or was chosen by hand in the boot menu; an upgrade now would overwrite the slot in use.',
      remedy: 'Wait until the trial is over (vmp upgrade status), or restart into the slot in use.',
    },
    zh: {
      what: '当前运行的是系统槽位 {slot}，但它不是正式使用的槽位。',
      why: '它正在试运行，或在启动菜单中被手动选择；此时升级会覆盖正式使用的槽位。',
      remedy: '请等待试运行结束（vmp upgrade status），或重启到正式使用的槽位。',
    },
  },
  'upgrade.noSpace': {
    status: 507,
    exit: 1,
    en: {
      what: 'The new image needs {need} MB; {free} MB are free.',
      why: 'Something else lies on the mirror of the slots.',
      remedy: 'See what: du -sh /run/vmp/system/*',
    },
    zh: {
      what: '新镜像需要 {need} MB，可用 {free} MB。',
      why: '系统槽位镜像盘中有其他内容占用空间。',
      remedy: '请查看：du -sh /run/vmp/system/*',
    },
  },
  'upgrade.noLoader': {
    status: 500,
    exit: 1,
    en: {
      what: 'The boot loader could not be told of the new slot.',
      why: 'No disk of this host could be written to.',
      remedy: 'See the disks: lsblk; dmesg | tail. The host goes on with the slot that it has.',
    },
    zh: {
      what: '无法更新引导程序以使用新的系统槽位。',
      why: '本机没有可写入的磁盘。',
      remedy: '请查看磁盘：lsblk；dmesg | tail。本机继续使用现有槽位。',
    },
  },
  'upgrade.nothingToReturnTo': {
    status: 409,
    exit: 1,
    en: {
      what: 'The other slot holds no image.',
      why: 'This host has not been upgraded yet, or its older image was removed.',
      remedy: 'Upgrade with the older image itself: vmp upgrade IMAGE --allow-older',
    },
    zh: {
      what: '另一个系统槽位中没有镜像。',
      why: '本机尚未升级过，或旧镜像已被删除。',
      remedy: '请直接用旧镜像升级：vmp upgrade 镜像 --allow-older',
    },
  },
} as const satisfies ErrorTable
