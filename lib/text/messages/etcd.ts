import type { MessageTable } from '../types.ts'

export const etcdMessages = {
  'etcd.data.missing': { en: 'its data are gone', zh: '数据已不存在' },
  'etcd.data.older': {
    en: 'its data are older than what it has already confirmed to others',
    zh: '数据早于它已向其他成员确认过的内容',
  },
  'etcd.data.foreign': { en: 'its data belong to another cluster', zh: '数据属于另一个集群' },
  'etcd.data.removed': { en: 'the others took it out of the cluster', zh: '已被其他成员移出集群' },
  'etcd.data.diskFull': { en: 'its disk is full', zh: '磁盘已满' },
  'etcd.data.damaged': { en: 'its data are damaged', zh: '数据已损坏' },
  'etcd.wait.noQuorum': {
    en: 'Too few voters answer ({name} does not): the settings of the cluster cannot be changed.',
    zh: '应答的投票成员太少（{name} 没有应答）：无法更改集群配置。',
  },
  'etcd.wait.voterSilent': {
    en: 'The voter {name} does not answer: nobody new becomes a voter meanwhile.',
    zh: '投票成员 {name} 没有应答：在此期间不会增加新的投票成员。',
  },
  'etcd.wait.learnerSilent': {
    en: '{name} is to become a voter and does not answer yet.',
    zh: '{name} 将成为投票成员，但尚未应答。',
  },
  'etcd.wait.leavingNeeded': {
    en: '{name} cannot leave yet: without it too few voters would answer.',
    zh: '{name} 暂时不能退出：退出后应答的投票成员会太少。',
  },
  'etcd.standing.single': {
    en: 'One voter: if it is lost, so is the cluster state, up to the last snapshot.',
    zh: '只有一个投票成员：一旦丢失，集群状态只能恢复到最近的快照。',
  },
  'etcd.standing.two': {
    en: 'Two voters without a witness: if one is lost, nothing can be changed until it is back or a person lets the other take over. Virtual machines go on.',
    zh: '两个投票成员且没有见证节点：失去其中一个后，在其恢复或由管理员确认接管之前无法变更配置。虚拟机继续运行。',
  },
  'etcd.standing.safe': {
    en: '{voters} voters: {bearable} of them may be lost.',
    zh: '共 {voters} 个投票成员，最多可失去 {bearable} 个。',
  },
  'etcd.standing.bare': {
    en: '{healthy} of {voters} voters answer: none more may be lost.',
    zh: '{voters} 个投票成员中有 {healthy} 个应答：不能再失去任何一个。',
  },
  'etcd.standing.lost': {
    en: '{healthy} of {voters} voters answer: nothing can be changed.',
    zh: '{voters} 个投票成员中有 {healthy} 个应答：无法变更配置。',
  },
} as const satisfies MessageTable
