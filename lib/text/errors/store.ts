import type { ErrorTable } from '../types.ts'

export const storeErrors = {
  'store.unavailable': {
    status: 503,
    exit: 1,
    en: {
      what: 'The cluster’s state cannot be reached.',
      why: '{problem}',
      remedy:
        'It needs more than half of its voters: see which hosts are off or cut off (vmp cluster status). Whether the last change was made is to be looked at before it is made again.',
    },
    zh: {
      what: '无法访问集群状态库。',
      why: '{problem}',
      remedy:
        '需要超过半数的投票成员在线：请用 vmp cluster status 查看哪些物理主机关机或失联。重新提交之前，请先确认上一次更改是否已生效。',
    },
  },
  'store.compacted': {
    status: 410,
    exit: 1,
    en: {
      what: 'How things were at revision {revision} is not known any more.',
      why: 'The cluster keeps its history for an hour only, or its state was restored from a backup since.',
      remedy: 'Read the list again from its beginning.',
    },
    zh: {
      what: '版本 {revision} 时的状态已不再保留。',
      why: '集群只保留一小时的历史，或状态库此后从备份恢复过。',
      remedy: '请从头重新读取列表。',
    },
  },
  'store.tooLarge': {
    status: 413,
    exit: 2,
    en: {
      what: 'This is too much for one change of the cluster’s state: {size}, where {limit} is the limit.',
      why: 'The state is for settings, not for data.',
      remedy: 'Make it smaller, or divide it.',
    },
    zh: {
      what: '单次更改超出集群状态库的上限：{size}，上限为 {limit}。',
      why: '状态库用于保存设置，不用于保存数据。',
      remedy: '请缩小内容或分批提交。',
    },
  },
  'store.full': {
    status: 507,
    exit: 1,
    en: {
      what: 'The cluster’s state takes no more changes: its space is used up.',
      why: 'The database of the state has reached its quota; reading still works, and VMs keep running.',
      remedy:
        'The cluster makes space by itself within minutes; if it does not, delete what is not needed and see vmp cluster status.',
    },
    zh: {
      what: '集群状态库空间已用尽，无法再写入。',
      why: '状态数据库已达到配额；读取不受影响，虚拟机继续运行。',
      remedy: '集群会在几分钟内自动整理空间；若未恢复，请删除不需要的对象，并用 vmp cluster status 查看。',
    },
  },
  'store.leaseGone': {
    status: 409,
    exit: 1,
    en: {
      what: 'A lease has ended.',
      why: 'It was not renewed in time: this host was too slow, or cut off from the others.',
      remedy: 'What was held by it begins anew by itself; if this comes often, look at the host’s network and disk.',
    },
    zh: {
      what: '租约已失效。',
      why: '未能及时续约：本机过慢，或与其他物理主机失去联系。',
      remedy: '相关工作会自动重新开始；若经常出现，请检查本机的网络和磁盘。',
    },
  },
} as const satisfies ErrorTable
