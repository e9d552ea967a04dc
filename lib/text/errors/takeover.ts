import type { ErrorTable } from '../types.ts'

export const takeoverErrors = {
  'takeover.notOpened': {
    status: 500,
    exit: 1,
    en: {
      what: 'etcd did not start with the data in {folder}: {reason}.',
      why: 'The data are damaged, or the disk is full.',
      remedy: 'See its log: {log}',
    },
    zh: {
      what: 'etcd 无法用 {folder} 中的数据启动：{reason}。',
      why: '数据已损坏，或磁盘已满。',
      remedy: '请查看其日志：{log}',
    },
  },
  'takeover.dataUnusable': {
    status: 409,
    exit: 1,
    en: {
      what: "This host's own copy of the cluster state cannot be used: {reason}. The newest snapshot is from {at}.",
      why: 'Everything that was changed in the cluster after that moment would be lost.',
      remedy:
        'If that is to be accepted: vmp cluster takeover --accept-loss snapshot. The data are still as they were.',
    },
    zh: {
      what: '本机的集群状态数据无法使用：{reason}。最新快照的时间是 {at}。',
      why: '此时间之后对集群所做的全部变更都会丢失。',
      remedy: '若接受此损失：vmp cluster takeover --accept-loss snapshot。目前数据尚未改动。',
    },
  },
  'takeover.dataOlder': {
    status: 409,
    exit: 1,
    en: {
      what: "This host's copy of the cluster state is older than it has once been.",
      why: 'Its disk was set back or a stale disk was started: changes that it has confirmed are not in it.',
      remedy:
        'Take over on another host that was a voter. If there is none, and the loss is to be accepted: vmp cluster takeover --accept-loss older-data',
    },
    zh: {
      what: '本机的集群状态数据比它曾经达到的状态更旧。',
      why: '磁盘曾被回滚，或使用了过期的磁盘启动：其中缺少它已确认过的变更。',
      remedy: '请在另一台曾任投票成员的主机上接管。若没有，且接受此损失：vmp cluster takeover --accept-loss older-data',
    },
  },
  'takeover.noData': {
    status: 409,
    exit: 1,
    en: {
      what: 'This host cannot take over: {reason}, and it has no snapshot.',
      why: 'There is no copy of the cluster state on it.',
      remedy: 'Take over on another host that was a voter, or restore a backup: vmp cluster restore',
    },
    zh: {
      what: '本机无法接管集群：{reason}，且没有快照。',
      why: '本机上没有集群状态的副本。',
      remedy: '请在另一台曾任投票成员的主机上接管，或恢复备份：vmp cluster restore',
    },
  },
  'takeover.notAlone': {
    status: 500,
    exit: 1,
    en: {
      what: 'The cluster state that was made does not run as it should: {reason}.',
      why: 'It must have this host as its only member, and the new epoch.',
      remedy: 'Ask for the takeover again: it goes on where it stopped. The old data are kept beside.',
    },
    zh: {
      what: '新建的集群状态运行不正常：{reason}。',
      why: '它应当只有本机一个成员，并带有新的纪元编号。',
      remedy: '请重新执行接管，它会从中断处继续。旧数据保留在旁边。',
    },
  },
} as const satisfies ErrorTable
