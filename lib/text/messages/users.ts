import type { MessageTable } from '../types.ts'

/** People, sessions and API tokens: as kinds of documents, and what happens to them. */
export const usersMessages = {
  'kind.user': { en: 'user', zh: '用户' },
  'kind.session': { en: 'session', zh: '会话' },
  'kind.apiToken': { en: 'API token', zh: 'API 令牌' },
  'role.administrator': { en: 'administrator', zh: '管理员' },
  'role.operator': { en: 'operator', zh: '操作员' },
  'role.viewer': { en: 'viewer', zh: '只读用户' },
  'event.user.locked': {
    en: 'Logins as {user} from {address} are refused for {seconds} s after {failures} failures',
    zh: '用户 {user} 从 {address} 登录失败 {failures} 次，{seconds} 秒内拒绝登录',
  },
} as const satisfies MessageTable
