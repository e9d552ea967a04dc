import type { ErrorTable } from '../types.ts'

export const approvalErrors = {
  'machine.notAllowed': {
    status: 409,
    exit: 1,
    en: {
      what: '{machine} cannot be {action} now.',
      why: 'It is {state}, or what that needs is not there.',
      remedy: 'See where it stands: vmp machines show {machine}',
    },
    zh: {
      what: '现在不能对 {machine} 执行“{action}”。',
      why: '其当前状态为“{state}”，或缺少所需的前提。',
      remedy: '查看状态：vmp machines show {machine}',
    },
  },
  'machine.wrongSerial': {
    status: 400,
    exit: 2,
    en: {
      what: 'That is not the serial number of {machine}.',
      why: 'Its serial number says that this very machine is meant: what is on its disks may be lost.',
      remedy: 'Read it from the machine, or see: vmp machines show {machine} (its UUID when it has no serial number)',
    },
    zh: {
      what: '序列号与 {machine} 不符。',
      why: '输入序列号是为了确认就是这台裸机：其磁盘上的数据可能丢失。',
      remedy: '请在机器上核对，或查看：vmp machines show {machine}（没有序列号时用 UUID）',
    },
  },
  'machine.noMarker': {
    status: 409,
    exit: 1,
    en: {
      what: 'The disks of {machine} do not say that it is installed.',
      why: 'None of them carries the mark of a finished installation, or they were not read yet.',
      remedy: 'Start it live and have it checked, then see its disks: vmp machines show {machine}',
    },
    zh: {
      what: '{machine} 的磁盘没有已安装的标记。',
      why: '磁盘上没有完成安装的标记，或尚未读取磁盘。',
      remedy: '请让其启动临时系统并完成预检，然后查看磁盘：vmp machines show {machine}',
    },
  },
  'machine.markersDiffer': {
    status: 409,
    exit: 1,
    en: {
      what: 'The disks of {machine} come from different installations.',
      why: 'Their marks name more than one of them: which host it would start cannot be told.',
      remedy: 'Take out the disks that do not belong there, and have it checked again: vmp machines recheck {machine}',
    },
    zh: {
      what: '{machine} 的磁盘来自不同的安装。',
      why: '磁盘标记指向多次安装，无法确定会启动哪一个主机。',
      remedy: '请取出不属于它的磁盘，然后重新检查：vmp machines recheck {machine}',
    },
  },
  'machine.adoptedElsewhere': {
    status: 409,
    exit: 1,
    en: {
      what: 'The disks of {machine} hold the host of {other}.',
      why: 'The station knows this installation as that of {other}; two machines cannot be one host.',
      remedy:
        'If the disks were moved: vmp machines forget {other}, then adopt {machine}. Otherwise take them out of {machine}.',
    },
    zh: {
      what: '{machine} 的磁盘上是 {other} 的主机。',
      why: '部署站记录的该次安装属于 {other}；两台裸机不能是同一台主机。',
      remedy:
        '若磁盘已移到 {machine}：先执行 vmp machines forget {other}，再认领 {machine}。否则请从 {machine} 中取出这些磁盘。',
    },
  },
  'machine.tooManyLabels': {
    status: 400,
    exit: 2,
    en: {
      what: '{machine} cannot have more labels.',
      why: 'A machine has {most} labels at the most.',
      remedy: 'Take some away: vmp machines label {machine} KEY-',
    },
    zh: {
      what: '{machine} 的标签过多。',
      why: '每台裸机最多 {most} 个标签。',
      remedy: '请先移除一些标签：vmp machines label {machine} 键-',
    },
  },
  'approval.noAnswer': {
    status: 404,
    exit: 2,
    en: {
      what: 'The station has no answer "{answer}".',
      why: 'It has these: {answers}',
      remedy: 'Give it one: vmp answer push FILE',
    },
    zh: {
      what: '部署站没有应答文件“{answer}”。',
      why: '现有：{answers}',
      remedy: '请上传：vmp answer push 文件',
    },
  },
  'approval.hereOnly': {
    status: 409,
    exit: 1,
    en: {
      what: 'Machine {machine} is not approved at its own screen.',
      why: 'It was booted or changed after it was checked, or the answer wants it in a cluster, which an administrator says.',
      remedy: 'Wait for its report and confirm the plan again, or approve it at the station.',
    },
    zh: {
      what: '未在裸机 {machine} 自己的屏幕上批准安装。',
      why: '预检之后它重新启动或有变化，或应答文件要求加入集群，而这须由管理员决定。',
      remedy: '请等待预检报告并重新确认安装计划，或在部署站上批准。',
    },
  },
  'approval.whichAnswer': {
    status: 400,
    exit: 2,
    en: {
      what: 'It must be said which answer is meant.',
      why: 'The station has these: {answers}',
      remedy: 'Name it: --answer NAME; or give the station one: vmp answer push FILE',
    },
    zh: {
      what: '须指定应答文件。',
      why: '部署站现有：{answers}',
      remedy: '请指定：--answer 名称；或上传一个：vmp answer push 文件',
    },
  },
  'approval.unfit': {
    status: 409,
    exit: 3,
    en: {
      what: '{machine} is unfit by the policy {policy}.',
      why: 'These checks fail, or could not be made: {checks}.',
      remedy:
        'See what is wrong: vmp machines plan {machine}, vmp preflight report {machine}; or say why it is installed all the same: --unfit-because REASON',
    },
    zh: {
      what: '按预检策略 {policy}，{machine} 预检不合格。',
      why: '以下检查项失败或无法判定：{checks}。',
      remedy:
        '查看：vmp machines plan {machine}，vmp preflight report {machine}；若仍要安装，请说明原因：--unfit-because 原因',
    },
  },
  'approval.warnings': {
    status: 409,
    exit: 3,
    en: {
      what: '{machine} has {warnings} warnings by the policy {policy}.',
      why: 'The answer says that warnings stop an installation. The checks: {checks}.',
      remedy:
        'See them: vmp machines plan {machine}, vmp preflight report {machine}; or say why it is installed all the same: --unfit-because REASON',
    },
    zh: {
      what: '按预检策略 {policy}，{machine} 有 {warnings} 项警告。',
      why: '应答文件规定有警告即停止安装。检查项：{checks}。',
      remedy:
        '查看：vmp machines plan {machine}，vmp preflight report {machine}；若仍要安装，请说明原因：--unfit-because 原因',
    },
  },
  'approval.clash': {
    status: 409,
    exit: 1,
    en: {
      what: '{machine} would get {value}, which {other} has.',
      why: 'Two hosts of one name or one address disturb each other.',
      remedy:
        'Change the answer or its overrides; or forget {other} if it is no longer there: vmp machines forget {other}',
    },
    zh: {
      what: '{machine} 将使用 {value}，而 {other} 已使用它。',
      why: '同名或同地址的两台主机会相互干扰。',
      remedy: '请修改应答文件或其覆盖项；若 {other} 已不存在，可将其删除：vmp machines forget {other}',
    },
  },
  'approval.markedByRule': {
    status: 409,
    exit: 1,
    en: {
      what: 'No rule may approve {machine}.',
      why: 'Its disk {disk} belongs to a VMP host, or to an unfinished installation of another machine.',
      remedy:
        'Look at the plan and approve it yourself: vmp machines plan {machine}; or adopt it: vmp machines adopt {machine}',
    },
    zh: {
      what: '规则不能批准 {machine}。',
      why: '其磁盘 {disk} 属于某台 VMP 物理主机，或属于其他裸机未完成的安装。',
      remedy: '请查看安装计划后人工批准：vmp machines plan {machine}；或认领它：vmp machines adopt {machine}',
    },
  },
  'rule.syntax': {
    status: 400,
    exit: 2,
    en: {
      what: 'The expression cannot be read at column {column}: there is {found}.',
      why: 'Expected was: {expected}. The expression: {expression}',
      remedy: 'Write it like this: fit and label=rack1 and not (vendor="Dell*" or memory<64)',
    },
    zh: {
      what: '表达式第 {column} 列无法识别：{found}。',
      why: '此处应为：{expected}。表达式：{expression}',
      remedy: '示例：fit and label=rack1 and not (vendor="Dell*" or memory<64)',
    },
  },
  'rule.unknown': {
    status: 404,
    exit: 2,
    en: {
      what: 'There is no rule {rule}.',
      why: 'It was removed, or never made.',
      remedy: 'See the list: vmp machines rules',
    },
    zh: { what: '没有规则 {rule}。', why: '它已被移除，或从未创建。', remedy: '查看列表：vmp machines rules' },
  },
  'rule.tooMany': {
    status: 409,
    exit: 1,
    en: {
      what: 'There are {most} rules already.',
      why: 'Nobody can see through more of them.',
      remedy: 'Join some with "or", or remove some: vmp machines rules remove NUMBER',
    },
    zh: {
      what: '规则已达 {most} 条。',
      why: '过多的规则难以掌握。',
      remedy: '请用 or 合并，或移除一些：vmp machines rules remove 编号',
    },
  },
  'installation.over': {
    status: 409,
    exit: 1,
    en: {
      what: 'This installation is over, or not for this start of the machine.',
      why: 'It was taken back, ended, or begun by another start.',
      remedy: 'See where the machine stands at the station: vmp machines',
    },
    zh: {
      what: '该安装已结束，或不属于裸机的本次启动。',
      why: '它已被撤销、已结束，或由另一次启动发起。',
      remedy: '请在部署站查看裸机状态：vmp machines',
    },
  },
  'installation.notYourTurn': {
    status: 409,
    exit: 1,
    en: {
      what: 'It is not the turn of this machine.',
      why: 'As many machines are being installed as the station allows.',
      remedy: 'It begins by itself when one of them is done.',
    },
    zh: {
      what: '尚未轮到该裸机。',
      why: '正在安装的裸机已达部署站允许的数量。',
      remedy: '其中一台完成后会自动开始。',
    },
  },
  'installation.planDiffers': {
    status: 409,
    exit: 1,
    en: {
      what: 'The machine computes another plan than the one that was approved.',
      why: 'A disk came, went or changed since, or its image is of another version than the station.',
      remedy: 'Have it checked again, look at the plan and approve it: vmp machines recheck, vmp machines plan',
    },
    zh: {
      what: '裸机计算出的安装计划与已批准的不同。',
      why: '此后有磁盘增加、移除或变化，或镜像与部署站版本不同。',
      remedy: '请重新检查、查看计划并批准：vmp machines recheck，vmp machines plan',
    },
  },
  'installation.cameUpLive': {
    status: 409,
    exit: 1,
    en: {
      what: 'The machine came up live again in the middle of its installation.',
      why: 'It lost power or was restarted, or it could not start from its disk.',
      remedy:
        'Try again: vmp machines retry MACHINE; its disks carry its own unfinished mark, nothing else must be allowed',
    },
    zh: {
      what: '裸机在安装过程中又启动了临时系统。',
      why: '它断电或被重启，或无法从磁盘启动。',
      remedy: '请重试：vmp machines retry 裸机；其磁盘带有自身未完成的标记，无需再次确认',
    },
  },
  'installation.stalled': {
    status: 409,
    exit: 1,
    en: {
      what: 'The installation has not moved for {seconds} s.',
      why: 'The machine hangs, lost its network, or was switched off.',
      remedy:
        'Look at its screen; should it go on, the station hears of it. Otherwise restart it and: vmp machines retry MACHINE',
    },
    zh: {
      what: '安装已 {seconds} 秒没有进展。',
      why: '裸机可能挂起、断网或关机。',
      remedy: '请查看其屏幕；若它继续，部署站会收到消息。否则请重启并重试：vmp machines retry 裸机',
    },
  },
  'installation.notStarted': {
    status: 409,
    exit: 1,
    en: {
      what: 'The disks were written {seconds} s ago, and the host on them has not been heard.',
      why: 'It did not start, or its network does not reach the station.',
      remedy:
        'Look at its screen. When the host is heard, it counts as installed; otherwise: vmp machines rescue MACHINE',
    },
    zh: {
      what: '磁盘已于 {seconds} 秒前写入完成，但其上的主机一直没有响应。',
      why: '主机没有启动，或其网络无法到达部署站。',
      remedy: '请查看其屏幕。主机一旦响应即视为已安装；否则：vmp machines rescue 裸机',
    },
  },
  'installation.unknown': {
    status: 404,
    exit: 2,
    en: {
      what: 'There is no installation "{installation}" of {machine}.',
      why: 'The last ten of each machine are kept.',
      remedy: 'See them: vmp machines installations {machine}',
    },
    zh: {
      what: '{machine} 没有安装记录“{installation}”。',
      why: '每台裸机保留最近十次安装的记录。',
      remedy: '查看列表：vmp machines installations {machine}',
    },
  },
  'installation.noBundle': {
    status: 404,
    exit: 1,
    en: {
      what: '{machine} sent no logs of the installation {installation}.',
      why: 'Logs come when an installation fails; those of the last three are kept.',
      remedy: 'Look at the steps: vmp machines installations {machine}',
    },
    zh: {
      what: '{machine} 没有发送安装 {installation} 的日志。',
      why: '安装失败时才会发送日志，保留最近三次。',
      remedy: '请查看安装步骤：vmp machines installations {machine}',
    },
  },
  'host.unknown': {
    status: 401,
    exit: 1,
    en: {
      what: 'The station does not know this host.',
      why: 'It was forgotten, installed anew since, or another station installed it.',
      remedy:
        'Start the machine live, from the network or a medium with this station, have it checked, and adopt it: vmp machines adopt MACHINE',
    },
    zh: {
      what: '部署站不认识该主机。',
      why: '它已被删除、此后又重新安装，或由其他部署站安装。',
      remedy: '请从网络或带有本部署站信息的介质启动临时系统，完成预检后认领：vmp machines adopt 裸机',
    },
  },
  'host.notCommitted': {
    status: 409,
    exit: 1,
    en: {
      what: 'Slot {slot} runs, but it is not the one in use; another station cannot be named now.',
      why: 'It is being tried, or was chosen by hand in the boot menu; the other slot has a host document of its own, with the station as it was.',
      remedy: 'Wait until the trial is over (vmp upgrade status), or restart into the slot in use.',
    },
    zh: {
      what: '当前运行的是系统槽位 {slot}，但它不是正式使用的槽位，此时不能更换部署站。',
      why: '它正在试运行，或在启动菜单中被手动选择；另一个槽位有自己的主机文档，其中仍是原来的部署站。',
      remedy: '请等待试运行结束（vmp upgrade status），或重启到正式使用的槽位。',
    },
  },
} as const satisfies ErrorTable
