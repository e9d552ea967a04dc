import type { ErrorTable } from '../types.ts'

export const pxeErrors = {
  'machine.unknown': {
    status: 404,
    exit: 2,
    en: {
      what: 'There is no machine "{machine}".',
      why: 'No machine has that id, name, NIC address, serial or UUID, or more than one has.',
      remedy: 'See the list: vmp machines',
    },
    zh: {
      what: '没有裸机“{machine}”。',
      why: '没有裸机具有该编号、名称、网卡地址、序列号或 UUID，或有多台符合。',
      remedy: '请查看列表：vmp machines',
    },
  },
  'machine.notLive': {
    status: 409,
    exit: 1,
    en: {
      what: 'The live system of {machine} does not talk to the station.',
      why: 'It has not started, or it is silent.',
      remedy: 'See why: vmp machines doctor {machine}',
    },
    zh: {
      what: '{machine} 的临时系统未与部署站通信。',
      why: '它尚未启动，或已无响应。',
      remedy: '查看原因：vmp machines doctor {machine}',
    },
  },
  'report.none': {
    status: 404,
    exit: 1,
    en: {
      what: 'There is no report on {machine} yet.',
      why: 'Its live system has not finished its first check.',
      remedy: 'See how far it is: vmp machines show {machine}',
    },
    zh: {
      what: '{machine} 尚无预检报告。',
      why: '其临时系统尚未完成首次预检。',
      remedy: '查看进度：vmp machines show {machine}',
    },
  },
  'report.outdated': {
    status: 409,
    exit: 1,
    en: {
      what: 'The report on {machine} cannot be judged by another policy.',
      why: 'Another version of VMP made it, and it may lack what the checks of this one read.',
      remedy: 'Have it checked again: vmp machines recheck {machine}',
    },
    zh: {
      what: '{machine} 的预检报告无法按其他预检策略判定。',
      why: '该报告由其他版本的 VMP 生成，可能缺少当前版本检查项所需的信息。',
      remedy: '请重新检查：vmp machines recheck {machine}',
    },
  },
  'report.unknown': {
    status: 404,
    exit: 2,
    en: {
      what: 'There is no report {id} on {machine}.',
      why: 'The id is another one, or the report is older than the last fifty.',
      remedy: 'See the list: vmp preflight report {machine} --list',
    },
    zh: {
      what: '{machine} 没有编号为 {id} 的预检报告。',
      why: '编号不符，或该报告早于最近五十份。',
      remedy: '查看列表：vmp preflight report {machine} --list',
    },
  },
  'live.runOver': {
    status: 409,
    exit: 1,
    en: {
      what: 'The station does not know the check {run}.',
      why: 'It was replaced by another one of the same machine, or never announced.',
      remedy: 'Nothing is to be done: the machine announces it again.',
    },
    zh: {
      what: '部署站不认识预检 {run}。',
      why: '它已被同一裸机的另一次预检取代，或从未声明。',
      remedy: '无需处理：该裸机会重新声明。',
    },
  },
  'live.nonceRefused': {
    status: 403,
    exit: 1,
    en: {
      what: 'The station refused the nonce of this boot.',
      why: 'It is unknown, older than a day, or another key has used it.',
      remedy: 'Boot the machine again; if it stays, look who else answers on this network.',
    },
    zh: {
      what: '部署站拒绝了本次启动的一次性随机数。',
      why: '该随机数未知、超过一天，或已被其他密钥使用。',
      remedy: '请重新启动该裸机；若仍出现，请检查网络中是否有其他应答者。',
    },
  },
  'live.nonceForeign': {
    status: 403,
    exit: 1,
    en: {
      what: 'The nonce was given to the NIC {mac}, which this machine does not have.',
      why: 'A boot script of another machine was used here.',
      remedy: 'Boot the machine again.',
    },
    zh: {
      what: '该随机数发给了网卡 {mac}，而本机没有此网卡。',
      why: '此处使用了另一台裸机的启动脚本。',
      remedy: '请重新启动该裸机。',
    },
  },
  'live.proofRefused': {
    status: 401,
    exit: 1,
    en: {
      what: 'The proof of this call was refused: {problem}.',
      why: 'It was not made by the key that the machine is bound to for this boot.',
      remedy: 'Boot the machine again, so that it enrols anew.',
    },
    zh: {
      what: '本次调用的证明被拒绝：{problem}。',
      why: '它不是由本次启动所绑定的密钥生成。',
      remedy: '请重新启动该裸机以重新登记。',
    },
  },
  'live.unknownBoot': {
    status: 401,
    exit: 1,
    en: {
      what: 'The station does not know this boot.',
      why: 'The machine was forgotten, or it has been booted again since.',
      remedy: 'Boot the machine again, so that it enrols anew.',
    },
    zh: {
      what: '部署站不认识本次启动。',
      why: '该裸机已被移除，或之后又重新启动过。',
      remedy: '请重新启动该裸机以重新登记。',
    },
  },
  'station.running': {
    status: 409,
    exit: 1,
    en: {
      what: 'A station is already running here.',
      why: 'It holds {socket}.',
      remedy: 'Stop it first, or give this one another --state and --socket.',
    },
    zh: {
      what: '本机已有部署站在运行。',
      why: '它占用了 {socket}。',
      remedy: '请先停止它，或为本部署站指定其他 --state 与 --socket。',
    },
  },
} as const satisfies ErrorTable
