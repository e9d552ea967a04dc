import type { MessageTable } from '../types.ts'

/** People, sessions and API tokens: as kinds of documents, and what happens to them. */
export const usersMessages = {
  'kind.user': { en: 'user', zh: '用户' },
  'kind.session': { en: 'session', zh: '会话' },
  'kind.apiToken': { en: 'API token', zh: 'API 令牌' },
  'role.administrator': { en: 'administrator', zh: '管理员' },
  'role.operator': { en: 'operator', zh: '操作员' },
  'role.viewer': { en: 'viewer', zh: '只读用户' },
  'password.short': { en: 'it is too short', zh: '长度不足' },
  'password.monotonous': { en: 'it repeats a few characters', zh: '只由少数几个字符重复组成' },
  'password.sequence': { en: 'its characters follow each other', zh: '字符按顺序连续排列' },
  'password.name': { en: 'it is little more than a name', zh: '几乎只是用户名或产品名' },
  'password.common': { en: 'it is one of those that are tried first', zh: '属于最常见、最先被尝试的密码' },
  'event.user.locked': {
    en: 'Logins as {user} from {address} are refused for {seconds} s after {failures} failures',
    zh: '用户 {user} 从 {address} 登录失败 {failures} 次，{seconds} 秒内拒绝登录',
  },
} as const satisfies MessageTable
