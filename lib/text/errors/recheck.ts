import type { ErrorTable } from '../types.ts'

export const recheckErrors = {
  'recheck.busy': {
    status: 409,
    exit: 1,
    en: {
      what: '{machine} takes part in a check of {tested} that was asked for before.',
      why: 'One more would disturb its fixes and deep tests.',
      remedy: 'See how far it is: vmp machines show {tested}; or end it: vmp machines recheck {tested} --cancel',
    },
    zh: {
      what: '{machine} 正在参与此前对 {tested} 发起的检查。',
      why: '同时再次检查会干扰正在进行的修正与深度测试。',
      remedy: '查看进度：vmp machines show {tested}；或结束它：vmp machines recheck {tested} --cancel',
    },
  },
  'recheck.none': {
    status: 409,
    exit: 1,
    en: {
      what: 'There is nothing to cancel on {machine}.',
      why: 'No fixes or deep tests were asked for, or they are over.',
      remedy: 'See its last report: vmp preflight report {machine}',
    },
    zh: {
      what: '{machine} 没有可取消的检查。',
      why: '未要求修正或深度测试，或已经结束。',
      remedy: '查看最近的预检报告：vmp preflight report {machine}',
    },
  },
  'recheck.peerAndTest': {
    status: 400,
    exit: 2,
    en: {
      what: '{given} needs {missing}.',
      why: 'The network test sends data to another machine, and no other test does.',
      remedy: 'Name both: vmp machines recheck {machine} --deep network --peer MACHINE',
    },
    zh: {
      what: '{given} 须与 {missing} 同用。',
      why: '网络测试需要另一台裸机配合，其他测试不需要。',
      remedy: '请同时指定：vmp machines recheck {machine} --deep network --peer 另一台裸机',
    },
  },
  'recheck.peerItself': {
    status: 400,
    exit: 2,
    en: {
      what: '{machine} cannot be the other machine of its own network test.',
      why: 'What it sends to itself leaves no cable.',
      remedy: 'Name another machine of the station; see the list: vmp machines',
    },
    zh: {
      what: '{machine} 不能作为自身网络测试的另一台裸机。',
      why: '发给自身的数据不经过网线。',
      remedy: '请指定部署站的另一台裸机，列表见：vmp machines',
    },
  },
  'recheck.notDone': {
    status: 409,
    exit: 1,
    en: {
      what: '{machine} did not do what was asked for.',
      why: 'It was cancelled before it began, or the machine, its live system or the station was started anew.',
      remedy: 'See what happened: vmp machines doctor {machine}; then ask again.',
    },
    zh: {
      what: '{machine} 未完成所要求的检查。',
      why: '它在开始前被取消，或者裸机、临时系统、部署站已重新启动。',
      remedy: '查看经过：vmp machines doctor {machine}；然后重新发起检查。',
    },
  },
} as const satisfies ErrorTable
