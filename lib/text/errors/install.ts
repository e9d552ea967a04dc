import type { ErrorTable } from '../types.ts'

export const installErrors = {
  'install.planChanged': {
    status: 409,
    exit: 1,
    en: {
      what: 'The disks are not as they were when the plan was approved ({disk}).',
      why: 'Somebody or something has changed them since; nothing was written.',
      remedy: 'Look at the plan as it is now, and approve it again.',
    },
    zh: {
      what: '磁盘与批准安装计划时不一致（{disk}）。',
      why: '此后磁盘已被更改；尚未写入任何数据。',
      remedy: '请查看当前的安装计划并重新批准。',
    },
  },
  'install.diskInUse': {
    status: 409,
    exit: 1,
    en: {
      what: 'The disk {disk} is in use: {part} at {where}.',
      why: 'What is mounted, swapped to or otherwise held is not taken away from whoever uses it.',
      remedy: 'Unmount it, or leave the disk out of the answer file, and try again.',
    },
    zh: {
      what: '磁盘 {disk} 正在使用：{part}，位置 {where}。',
      why: '已挂载、用作交换区或以其他方式占用的内容不会被强行移除。',
      remedy: '请先卸载，或在应答文件中排除该磁盘，然后重试。',
    },
  },
  'install.diskGone': {
    status: 500,
    exit: 1,
    en: {
      what: 'The disk is gone: {disk}.',
      why: 'It was there when the installation began; a cable, a slot or the disk itself has failed.',
      remedy: 'Put the disk back or replace it, and install again.',
    },
    zh: {
      what: '磁盘已消失：{disk}。',
      why: '安装开始时它还在；可能是线缆、插槽或磁盘本身故障。',
      remedy: '请重新插好或更换该磁盘，然后重新安装。',
    },
  },
  'install.diskReadOnly': {
    status: 409,
    exit: 1,
    en: {
      what: 'The disk cannot be written: {disk}.',
      why: 'It says of itself that it is read-only; some disks do so when they are worn out.',
      remedy: 'Take away its write protection or replace it, and install again.',
    },
    zh: {
      what: '磁盘无法写入：{disk}。',
      why: '磁盘报告自身为只读；有些磁盘在寿命耗尽时会如此。',
      remedy: '请解除写保护或更换磁盘，然后重新安装。',
    },
  },
  'install.diskFailed': {
    status: 500,
    exit: 1,
    en: { what: 'The disk fails: {disk}.', why: '{reason}', remedy: 'Replace the disk and install again.' },
    zh: { what: '磁盘故障：{disk}。', why: '{reason}', remedy: '请更换该磁盘，然后重新安装。' },
  },
  'install.markerLost': {
    status: 500,
    exit: 1,
    en: {
      what: 'The disk {disk} does not keep what is written to it.',
      why: 'The marker of this installation was written, and something else was read back.',
      remedy: 'Replace the disk and install again.',
    },
    zh: {
      what: '磁盘 {disk} 未能保存写入的数据。',
      why: '已写入本次安装的标记，但读回的内容不同。',
      remedy: '请更换该磁盘，然后重新安装。',
    },
  },
  'install.partitionElsewhere': {
    status: 500,
    exit: 1,
    en: {
      what: 'The partition {part} of the disk {disk} is not where the plan has it.',
      why: 'The kernel sees another partition table than the one that was written.',
      remedy: 'Restart the machine and install again; if it stays, replace the disk.',
    },
    zh: {
      what: '磁盘 {disk} 的分区 {part} 不在安装计划指定的位置。',
      why: '内核看到的分区表与写入的不同。',
      remedy: '请重启机器并重新安装；若仍出现，请更换磁盘。',
    },
  },
  'install.arrayUnknown': {
    status: 500,
    exit: 1,
    en: {
      what: 'The array {array} was made but cannot be read.',
      why: 'mdadm does not say its UUID.',
      remedy: 'Install again; if it stays, report it with the log.',
    },
    zh: {
      what: '阵列 {array} 已创建但无法读取。',
      why: 'mdadm 没有给出其 UUID。',
      remedy: '请重新安装；若仍出现，请附日志上报。',
    },
  },
  'install.arrayDegraded': {
    status: 500,
    exit: 1,
    en: {
      what: 'The array {array} has lost disks while it was being written ({missing}).',
      why: 'A host begins with whole arrays only.',
      remedy: 'Replace the disk that failed and install again.',
    },
    zh: {
      what: '阵列 {array} 在写入过程中丢失了磁盘（{missing} 块）。',
      why: '物理主机只能从完整的阵列开始。',
      remedy: '请更换故障磁盘，然后重新安装。',
    },
  },
  'install.groupTaken': {
    status: 409,
    exit: 1,
    en: {
      what: 'A volume group {group} of another disk is in use.',
      why: 'Two groups of one name cannot run at once; the disk is not in the plan, so it is left alone.',
      remedy: 'Take that disk out, or name it in the answer file, and install again.',
    },
    zh: {
      what: '其他磁盘上的卷组 {group} 正在使用。',
      why: '同名卷组不能同时运行；该磁盘不在安装计划中，因此不会改动。',
      remedy: '请取出该磁盘，或在应答文件中指定它，然后重新安装。',
    },
  },
  'install.noSource': {
    status: 409,
    exit: 2,
    en: {
      what: 'This system has no image to install (vmp.source={source}).',
      why: 'Only a live system that was started from the network, an ISO or a stick carries one.',
      remedy: 'Boot this machine from one of them, and install from there.',
    },
    zh: {
      what: '当前系统没有可供安装的镜像（vmp.source={source}）。',
      why: '只有从网络、ISO 或 U 盘启动的 Live 系统才带有镜像。',
      remedy: '请从上述介质启动本机后再安装。',
    },
  },
  'install.imageMissing': {
    status: 500,
    exit: 1,
    en: {
      what: 'A file of the image is missing: {file}.',
      why: 'The medium is damaged, or was taken out.',
      remedy: 'Write the medium again, boot from it, and install again.',
    },
    zh: { what: '镜像文件缺失：{file}。', why: '介质已损坏或已被取出。', remedy: '请重新制作介质，从中启动后再安装。' },
  },
  'install.imageAltered': {
    status: 500,
    exit: 1,
    en: {
      what: 'The file {file} of the image is damaged or altered.',
      why: 'It is not the one that the signed manifest names. Nothing was written.',
      remedy: 'Build or write the medium again; with a station, check its image: vmp image verify.',
    },
    zh: {
      what: '镜像文件 {file} 已损坏或被改动。',
      why: '它与签名清单不符。尚未写入任何数据。',
      remedy: '请重新制作介质；若使用部署站，请检查其镜像：vmp image verify。',
    },
  },
  'install.imageUntrusted': {
    status: 403,
    exit: 1,
    en: {
      what: 'The image is not signed by a key that this machine was told to believe (key {key}).',
      why: 'Whoever ordered the installation named other keys. Nothing was written.',
      remedy: 'Use an image of your own site, or have the station trust its builder: vmp image import.',
    },
    zh: {
      what: '镜像不是由本机被告知信任的密钥签名的（密钥 {key}）。',
      why: '下达安装指令的一方指定了其他密钥。尚未写入任何数据。',
      remedy: '请使用本站点的镜像，或让部署站信任其构建者：vmp image import。',
    },
  },
  'install.imageOther': {
    status: 409,
    exit: 1,
    en: {
      what: 'The image has changed since this machine was started: {image} instead of {booted}.',
      why: 'What is installed is what runs now, for it has shown that it starts this machine.',
      remedy: 'Restart the machine and install again.',
    },
    zh: {
      what: '本机启动后镜像已更换：现为 {image}，启动时为 {booted}。',
      why: '安装的必须是当前运行的镜像，因为它已证明能在本机启动。',
      remedy: '请重启机器后重新安装。',
    },
  },
  'install.imageUnreachable': {
    status: 502,
    exit: 1,
    en: {
      what: 'A file of the image cannot be fetched: {url}',
      why: '{reason}. Nothing was written.',
      remedy: 'Check the network and the station, and install again.',
    },
    zh: {
      what: '无法获取镜像文件：{url}',
      why: '{reason}。尚未写入任何数据。',
      remedy: '请检查网络和部署站，然后重新安装。',
    },
  },
  'install.imageWrong': {
    status: 500,
    exit: 1,
    en: {
      what: 'The file {file} was written, and something else was read back from {disk}.',
      why: 'Its SHA-256 is not that of the manifest: the disk, its cable or the memory is defective.',
      remedy: 'Test memory and disk (vmp preflight run --deep), replace what is defective, and install again.',
    },
    zh: {
      what: '文件 {file} 已写入，但从 {disk} 读回的内容不同。',
      why: '其 SHA-256 与清单不符：磁盘、线缆或内存有缺陷。',
      remedy: '请检测内存和磁盘（vmp preflight run --deep），更换故障部件后重新安装。',
    },
  },
  'install.portNone': {
    status: 409,
    exit: 1,
    en: {
      what: 'No port of this machine is the one that the answer file wants: {wanted}',
      why: 'The machine has {ports}. Nothing was written.',
      remedy: 'Plug in the cable, or correct the network section of the answer file.',
    },
    zh: {
      what: '本机没有应答文件所要求的网口：{wanted}',
      why: '本机的网口：{ports}。尚未写入任何数据。',
      remedy: '请插好网线，或更正应答文件的网络部分。',
    },
  },
  'install.portAmbiguous': {
    status: 409,
    exit: 1,
    en: {
      what: 'Several ports of this machine fit what the answer file wants: {wanted}',
      why: 'These fit: {ports}. Nothing was written.',
      remedy: 'Name one of them by its MAC in the answer file.',
    },
    zh: {
      what: '本机有多个网口符合应答文件的要求：{wanted}',
      why: '符合的有：{ports}。尚未写入任何数据。',
      remedy: '请在应答文件中用 MAC 指定其中一个。',
    },
  },
  'install.documentInvalid': {
    status: 400,
    exit: 2,
    en: {
      what: 'No host can be made of this answer: {where} {problem}',
      why: 'The answer is not rendered for one machine, or its name is none that DNS takes.',
      remedy: 'Check it: vmp answer render.',
    },
    zh: {
      what: '无法根据该应答生成物理主机：{where} {problem}',
      why: '该应答未针对单台机器渲染，或其名称不符合 DNS 规则。',
      remedy: '请检查：vmp answer render。',
    },
  },
  'install.busy': {
    status: 409,
    exit: 1,
    en: {
      what: 'An installation runs on this machine already.',
      why: 'Two of them would write the same disks.',
      remedy: 'Wait for its end, or end it first (process {pid}).',
    },
    zh: {
      what: '本机已有安装正在进行。',
      why: '两个安装会写入相同的磁盘。',
      remedy: '请等待其结束，或先将其终止（进程 {pid}）。',
    },
  },
  'install.unfit': {
    status: 409,
    exit: 3,
    en: {
      what: 'This machine is not fit: {checks}.',
      why: 'The preflight found what keeps a host from working. Nothing was written.',
      remedy: 'See vmp preflight run, mend it, and install again.',
    },
    zh: {
      what: '本机不符合要求：{checks}。',
      why: '预检发现了会妨碍物理主机运行的问题。尚未写入任何数据。',
      remedy: '请查看 vmp preflight run，处理后重新安装。',
    },
  },
  'install.warned': {
    status: 409,
    exit: 3,
    en: {
      what: 'The preflight has warnings: {checks}.',
      why: 'The answer says that warnings stop the installation. Nothing was written.',
      remedy: 'Mend them, or set preflight.warnings to accept.',
    },
    zh: {
      what: '预检有警告：{checks}。',
      why: '应答文件规定出现警告时停止安装。尚未写入任何数据。',
      remedy: '请处理这些警告，或将 preflight.warnings 设为 accept。',
    },
  },
  'install.notConfirmed': {
    status: 400,
    exit: 2,
    en: {
      what: 'Nothing was written.',
      why: 'The plan was not confirmed.',
      remedy: 'Read the plan, then confirm it, or say --yes.',
    },
    zh: { what: '尚未写入任何数据。', why: '安装计划未被确认。', remedy: '请阅读安装计划后确认，或使用 --yes。' },
  },
  'install.noAnswer': {
    status: 400,
    exit: 2,
    en: {
      what: 'There is no answer file.',
      why: 'None was named, and the medium carries none.',
      remedy: 'Name one: vmp install --answer FILE.',
    },
    zh: {
      what: '没有应答文件。',
      why: '未指定应答文件，介质上也没有。',
      remedy: '请指定：vmp install --answer FILE。',
    },
  },
} as const satisfies ErrorTable
