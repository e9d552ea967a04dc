import type { ErrorTable } from '../types.ts'

export const liveErrors = {
  'live.parameterInvalid': {
    status: 400,
    exit: 2,
    en: {
      what: 'The kernel parameter {name} is unusable: {value}',
      why: 'The boot script, or the menu entry, was altered or comes from another version.',
      remedy: 'Boot again from the network, or build the medium anew.',
    },
    zh: {
      what: '内核参数 {name} 无法使用：{value}',
      why: '启动脚本或菜单项被改动，或来自其他版本。',
      remedy: '请重新从网络启动，或重新制作启动介质。',
    },
  },
  'live.stationUnreachable': {
    status: 503,
    exit: 1,
    en: {
      what: 'The station {url} does not answer: {problem}',
      why: 'It is off, its address changed, or a cable, switch or firewall is in the way.',
      remedy: 'Check that the station runs and that this machine is on its network; it is tried again by itself.',
    },
    zh: {
      what: '部署站 {url} 没有应答：{problem}',
      why: '部署站未运行、地址已变，或网线、交换机、防火墙阻断。',
      remedy: '请确认部署站在运行且本机与其网络相通；系统会自动重试。',
    },
  },
  'live.stationTimeout': {
    status: 504,
    exit: 124,
    en: {
      what: 'The station {url} did not answer within {seconds} s.',
      why: 'It is overloaded, or packets are lost on the way.',
      remedy: 'Look at the load of the station and at the network; it is tried again by itself.',
    },
    zh: {
      what: '部署站 {url} 在 {seconds} 秒内没有应答。',
      why: '部署站过载，或途中丢包。',
      remedy: '请查看部署站负载和网络；系统会自动重试。',
    },
  },
  'live.pinMismatch': {
    status: 502,
    exit: 1,
    en: {
      what: 'The station {url} is not the one this machine was told to trust.',
      why: 'Its certificates do not include the authority {pin}: another station answers there, or it was set up anew.',
      remedy: 'Boot again from the network, or build the medium anew with the pin of this station.',
    },
    zh: {
      what: '部署站 {url} 不是本机被告知信任的那一个。',
      why: '其证书中没有指定的证书机构 {pin}：该地址上是另一个部署站，或它已重新初始化。',
      remedy: '请重新从网络启动，或使用该部署站的指纹重新制作启动介质。',
    },
  },
  'live.certificateWrong': {
    status: 502,
    exit: 1,
    en: {
      what: 'The certificate of the station {url} is not good: {problem}',
      why: 'Somebody else answers at this address, or the address of the station changed.',
      remedy: 'Check which machine has this address; restart the station when its address changed.',
    },
    zh: {
      what: '部署站 {url} 的证书不可信：{problem}',
      why: '该地址上有其他机器应答，或部署站的地址已改变。',
      remedy: '请检查该地址属于哪台机器；若部署站地址已变，请重启部署站。',
    },
  },
  'live.answerUnusable': {
    status: 502,
    exit: 1,
    en: {
      what: 'The station {url} gave an answer that cannot be used: {problem}',
      why: 'Station and image are of different versions, or something between them answers in its place.',
      remedy: 'Boot again with the image that the station serves.',
    },
    zh: {
      what: '部署站 {url} 的应答无法使用：{problem}',
      why: '部署站与镜像版本不同，或中间有其他设备代为应答。',
      remedy: '请使用部署站提供的镜像重新启动。',
    },
  },
  'live.planDiffers': {
    status: 409,
    exit: 1,
    en: {
      what: 'The plan that this machine computes is not the one that was approved.',
      why: 'Its disks changed after the approval, or station and image are of different versions.',
      remedy: 'Look at the new plan and approve the machine again.',
    },
    zh: {
      what: '本机计算出的安装计划与已批准的不一致。',
      why: '批准之后磁盘发生了变化，或部署站与镜像版本不同。',
      remedy: '请查看新的安装计划并重新批准。',
    },
  },
  'live.menuNeedsStation': {
    status: 503,
    exit: 1,
    en: {
      what: 'The station does not answer, and this machine was started from the network.',
      why: 'Only the station, or a medium, says which images a host may take.',
      remedy: 'Wait until the station answers, or start from a medium.',
    },
    zh: {
      what: '部署站没有应答，而本机是从网络启动的。',
      why: '主机可以接受哪些镜像，只能由部署站或启动介质说明。',
      remedy: '请等待部署站应答，或从介质启动。',
    },
  },
  'live.installing': {
    status: 409,
    exit: 1,
    en: {
      what: 'This machine is being installed already.',
      why: 'Two installations would write to the same disks.',
      remedy: 'Wait until the one that runs has ended.',
    },
    zh: {
      what: '本机已在安装中。',
      why: '两个安装会写入相同的磁盘。',
      remedy: '请等待正在进行的安装结束。',
    },
  },
  'live.installInterrupted': {
    status: 500,
    exit: 1,
    en: {
      what: 'The live program ended {attempts} times in the middle of this installation.',
      why: 'Something on this machine ends it: too little memory, or a defect; its log says more.',
      remedy: 'Look at the logs; the machine can be installed again.',
    },
    zh: {
      what: '安装过程中临时系统程序已中断 {attempts} 次。',
      why: '本机上有原因使其退出：内存不足或程序缺陷，详见日志。',
      remedy: '请查看日志；本机可以重新安装。',
    },
  },
  'live.alreadyInstalled': {
    status: 409,
    exit: 1,
    en: {
      what: 'This machine is installed already ({disks}); this medium does not install it again by itself.',
      why: 'These disks carry the marker of a finished installation.',
      remedy:
        'Restart: the menu of the medium starts the installed disk by itself. To install it anew, a person does so: vmp install.',
    },
    zh: {
      what: '本机已安装（{disks}），该介质不会自动重复安装。',
      why: '这些磁盘带有安装完成的标记。',
      remedy: '请重启：介质的启动菜单会自动启动已安装的磁盘。如需重新安装，须由人工执行：vmp install。',
    },
  },
  'live.unfit': {
    status: 409,
    exit: 3,
    en: {
      what: 'This machine is not fit: {fails} checks failed.',
      why: 'The answer on the medium installs fit machines only.',
      remedy: 'Do what the failed checks ask for and restart.',
    },
    zh: {
      what: '本机未通过预检：{fails} 项失败。',
      why: '介质中的应答文件只安装通过预检的机器。',
      remedy: '请按失败的检查项处理后重启。',
    },
  },
  'live.warningsStop': {
    status: 409,
    exit: 3,
    en: {
      what: 'The preflight has {warnings} warnings, and the answer says to stop at warnings.',
      why: 'preflight.warnings of the answer is "stop".',
      remedy: 'Do what the warnings ask for and restart, or build the medium with "accept".',
    },
    zh: {
      what: '预检有 {warnings} 项警告，而应答文件要求遇到警告即停止。',
      why: '应答文件中 preflight.warnings 为 "stop"。',
      remedy: '请按警告处理后重启，或改用 "accept" 重新制作介质。',
    },
  },
} as const satisfies ErrorTable
