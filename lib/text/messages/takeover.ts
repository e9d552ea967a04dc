import type { MessageTable } from '../types.ts'

export const takeoverMessages = {
  'cluster.takeover': { en: 'Takeover', zh: '接管集群' },
  'cluster.takeover.check': { en: 'Look at what is there', zh: '检查现有数据' },
  'cluster.takeover.stop': { en: 'Stop the old cluster state', zh: '停止原集群状态库' },
  'cluster.takeover.copy': { en: 'Copy its data', zh: '复制数据' },
  'cluster.takeover.open': { en: 'Open the copy alone, and begin a new epoch', zh: '单独打开副本，开始新纪元' },
  'cluster.takeover.restore': { en: 'Make a new cluster state of it', zh: '由此生成新的集群状态库' },
  'cluster.takeover.swap': { en: 'Put it in the place of the old one', zh: '替换原集群状态库' },
  'cluster.takeover.start': { en: 'Start it', zh: '启动' },
  'cluster.takeover.unconfirmed': {
    en: '{count} last changes that the lost members may have confirmed are kept.',
    zh: '保留了最后 {count} 条可能已被失联成员确认的变更。',
  },
  'takeover.loss.nothing': {
    en: 'Nothing that was acknowledged is lost: every change was written on this host too.',
    zh: '不会丢失任何已确认的变更：每次变更都同时写入了本机。',
  },
  'takeover.loss.lastWrites': {
    en: 'Changes of the last moments may be lost: the others alone could confirm them, and this host may not have heard of them.',
    zh: '最后时刻的变更可能丢失：其他成员无需本机即可确认变更，本机可能尚未收到。',
  },
  'takeover.loss.sinceSnapshot': {
    en: 'Everything that was changed in the cluster in the last {age}, since {at}, is lost.',
    zh: '最近 {age}（自 {at} 起）对集群所做的全部变更都会丢失。',
  },
} as const satisfies MessageTable
