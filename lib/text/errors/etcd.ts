import type { ErrorTable } from '../types.ts'

export const etcdErrors = {
  'etcd.unreachable': {
    status: 503,
    exit: 1,
    en: {
      what: 'The cluster state at {endpoint} does not answer: {detail}.',
      why: 'etcd does not run there, the network is cut, or its certificate is not accepted.',
      remedy: 'See on that host: systemctl status vmp-etcd; journalctl -u vmp-etcd',
    },
    zh: {
      what: '{endpoint} 的集群状态库没有应答：{detail}。',
      why: '该处的 etcd 未运行、网络中断，或证书未被接受。',
      remedy: '请在该主机上查看：systemctl status vmp-etcd；journalctl -u vmp-etcd',
    },
  },
  'etcd.refused': {
    status: 502,
    exit: 1,
    en: {
      what: 'The cluster state at {endpoint} refuses: {detail}.',
      why: 'These are the words of etcd.',
      remedy: 'See what it says: journalctl -u vmp-etcd',
    },
    zh: {
      what: '{endpoint} 的集群状态库拒绝了请求：{detail}。',
      why: '以上是 etcd 的原话。',
      remedy: '请查看其日志：journalctl -u vmp-etcd',
    },
  },
  'etcd.noMember': {
    status: 404,
    exit: 1,
    en: {
      what: '{name} is not a member of the cluster state.',
      why: 'It was taken out in the meantime.',
      remedy: 'Nothing has to be done: it is added again when it is needed.',
    },
    zh: {
      what: '{name} 不是集群状态的成员。',
      why: '它在此期间已被移除。',
      remedy: '无需操作：需要时会重新加入。',
    },
  },
  'etcd.notYet': {
    status: 503,
    exit: 1,
    en: {
      what: 'The members of the cluster state cannot be changed yet for {name}: {reason}.',
      why: 'A member was lost or came back a moment ago, or the new one has not all data.',
      remedy: 'Wait: it is tried again. If it stays so, see which host is offline.',
    },
    zh: {
      what: '暂时不能为 {name} 变更集群状态成员：{reason}。',
      why: '有成员刚刚断开或恢复，或新成员的数据尚未同步完。',
      remedy: '请稍候，系统会自动重试。若一直如此，请查看哪台主机离线。',
    },
  },
  'etcd.notBack': {
    status: 503,
    exit: 1,
    en: {
      what: 'The cluster state at {endpoint} has not come back.',
      why: 'Its database was being packed, one member after the other; the others were left alone for that reason.',
      remedy: 'See on that host: journalctl -u vmp-etcd',
    },
    zh: {
      what: '{endpoint} 的集群状态库没有恢复。',
      why: '正在逐个整理成员的数据库；因此其余成员没有继续整理。',
      remedy: '请在该主机上查看：journalctl -u vmp-etcd',
    },
  },
  'etcd.full': {
    status: 507,
    exit: 1,
    en: {
      what: 'The cluster state at {endpoint} is full: {size} of {quota} bytes, and packing it did not help.',
      why: 'So much is really in it. Nothing can be changed in the cluster; virtual machines go on.',
      remedy: 'Delete what is no longer needed (deleting works), then let it be packed again.',
    },
    zh: {
      what: '{endpoint} 的集群状态已满：{quota} 字节中已用 {size} 字节，整理后仍不够。',
      why: '其中确实存有这么多数据。集群无法变更配置；虚拟机继续运行。',
      remedy: '请删除不再需要的内容（删除仍可进行），然后重新整理。',
    },
  },
  'etcd.snapshotBroken': {
    status: 502,
    exit: 1,
    en: {
      what: 'The snapshot of the cluster state from {endpoint} is not whole.',
      why: 'Its hash does not fit: the connection broke, or the database is damaged.',
      remedy: 'It is tried again within the hour. If it stays so, see: journalctl -u vmp-etcd',
    },
    zh: {
      what: '来自 {endpoint} 的集群状态快照不完整。',
      why: '校验值不符：连接中断，或数据库已损坏。',
      remedy: '一小时内会自动重试。若一直如此，请查看：journalctl -u vmp-etcd',
    },
  },
} as const satisfies ErrorTable
