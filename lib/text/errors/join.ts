import type { ErrorTable } from '../types.ts'

/** Join tokens, and joining a cluster. */
export const joinErrors = {
  'join.tokenLength': {
    status: 400,
    exit: 2,
    en: {
      what: 'This is no join token: it has {found} letters and digits instead of {expected}.',
      why: 'Part of it was not copied, or something else was.',
      remedy: 'Copy the whole token, from the first group to the last, or make a new one with `vmp cluster token`.',
    },
    zh: {
      what: '这不是有效的加入令牌：共有 {found} 个字母和数字，应为 {expected} 个。',
      why: '可能没有复制完整，或复制了其他内容。',
      remedy: '请完整复制令牌（从第一组到最后一组），或用 `vmp cluster token` 生成新的令牌。',
    },
  },
  'join.tokenMistyped': {
    status: 400,
    exit: 2,
    en: {
      what: 'The join token is mistyped in group {groups}.',
      why: 'The last character of a group checks the others of it.',
      remedy: 'Compare this group with the token as it was shown, and type it again.',
    },
    zh: {
      what: '加入令牌第 {groups} 组有误。',
      why: '每组的最后一个字符用于校验本组的其他字符。',
      remedy: '请对照显示的令牌核对该组，然后重新输入。',
    },
  },
  'join.tokenVersion': {
    status: 400,
    exit: 2,
    en: {
      what: 'This join token is of a newer version of VMP.',
      why: 'The cluster runs a newer version than this host.',
      remedy: 'Upgrade this host to the version of the cluster, then join.',
    },
    zh: {
      what: '该加入令牌由更新版本的 VMP 生成。',
      why: '集群的版本高于本物理主机。',
      remedy: '请先将本物理主机升级到与集群相同的版本，再加入。',
    },
  },
  'join.tokenLife': {
    status: 400,
    exit: 2,
    en: {
      what: 'A join token lives at least {least} minute and at most {most} days.',
      why: 'One that lives long is found by others; one that is too short cannot be used.',
      remedy: 'Choose a time in between; an hour is usual.',
    },
    zh: {
      what: '加入令牌的有效期最短 {least} 分钟，最长 {most} 天。',
      why: '有效期过长容易泄露，过短则来不及使用。',
      remedy: '请选择介于两者之间的时间，通常为一小时。',
    },
  },
  'join.tooManyTokens': {
    status: 429,
    exit: 1,
    en: {
      what: 'There are {count} join tokens already.',
      why: 'Used and expired ones are kept for a day.',
      remedy: 'Wait until older ones are forgotten, and look who makes so many: `vmp cluster token` lists them.',
    },
    zh: {
      what: '加入令牌已达 {count} 个。',
      why: '已使用和已过期的令牌会保留一天。',
      remedy: '请等待旧令牌被清除，并查明是谁生成了这么多令牌：`vmp cluster token` 可列出它们。',
    },
  },
  'join.noToken': {
    status: 404,
    exit: 2,
    en: {
      what: 'There is no join token {id}.',
      why: 'It was never made, or it ended more than a day ago.',
      remedy: 'List the tokens to see which there are.',
    },
    zh: {
      what: '没有加入令牌 {id}。',
      why: '该令牌不存在，或过期已超过一天。',
      remedy: '请列出令牌，查看现有的令牌。',
    },
  },
  'join.tokenUnknown': {
    status: 403,
    exit: 1,
    en: {
      what: 'The cluster does not know this join token.',
      why: 'It is another cluster’s, or it ended more than a day ago.',
      remedy: 'Make a new one on the cluster that this host is to join.',
    },
    zh: {
      what: '集群不认识该加入令牌。',
      why: '该令牌属于另一个集群，或过期已超过一天。',
      remedy: '请在要加入的集群上生成新的令牌。',
    },
  },
  'join.tokenRevoked': {
    status: 403,
    exit: 1,
    en: {
      what: 'This join token was revoked at {at}.',
      why: 'An administrator took it back.',
      remedy: 'Ask for a new one.',
    },
    zh: {
      what: '该加入令牌已于 {at} 被撤销。',
      why: '管理员已撤销该令牌。',
      remedy: '请申请新的令牌。',
    },
  },
  'join.tokenOther': {
    status: 403,
    exit: 1,
    en: {
      what: 'This join token is for another machine.',
      why: 'It was made for the key of one machine, and this host has another key.',
      remedy: 'Make a token for this machine, or one for any new host.',
    },
    zh: {
      what: '该加入令牌是为另一台机器生成的。',
      why: '令牌绑定了某台机器的密钥，而本物理主机的密钥与之不同。',
      remedy: '请为本机生成令牌，或生成可供任意新主机使用的令牌。',
    },
  },
  'join.tokenUsed': {
    status: 403,
    exit: 1,
    en: {
      what: 'This join token was used by another machine at {at}.',
      why: 'A token lets one host join, once.',
      remedy: 'If you do not know that host, remove it from the cluster at once. Make a new token for this one.',
    },
    zh: {
      what: '该加入令牌已于 {at} 被另一台机器使用。',
      why: '一个令牌只能让一台主机加入一次。',
      remedy: '如果您不认识那台主机，请立即将其移出集群；然后为本机生成新的令牌。',
    },
  },
  'join.tokenExpired': {
    status: 403,
    exit: 1,
    en: {
      what: 'This join token expired at {at}.',
      why: 'Tokens are short-lived. The time that counts is the controller’s.',
      remedy: 'Make a new one.',
    },
    zh: {
      what: '该加入令牌已于 {at} 过期。',
      why: '令牌的有效期很短，以集群控制器的时间为准。',
      remedy: '请生成新的令牌。',
    },
  },
  'join.refused': {
    status: 409,
    exit: 1,
    en: {
      what: 'The cluster could not admit the host {host}.',
      why: 'Others changed what this needs at the same time: another host with the same id or name joined.',
      remedy: 'Join again; the token is still good.',
    },
    zh: {
      what: '集群未能接纳物理主机 {host}。',
      why: '与此同时相关数据被修改：有另一台 ID 或名称相同的主机加入。',
      remedy: '请重新加入，令牌仍然有效。',
    },
  },
} as const satisfies ErrorTable
