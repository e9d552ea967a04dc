import type { MessageTable } from '../types.ts'

/** The page on which the API is browsed. */
export const apiMessages = {
  'apiDocs.document': { en: 'OpenAPI document', zh: 'OpenAPI 文档' },
  'apiDocs.problem': {
    en: 'What goes wrong is answered with a code and its parameters. * marks what must be given.',
    zh: '出错时返回错误代码及其参数。* 表示必填。',
  },
  'apiDocs.body': { en: 'What to send', zh: '请求内容' },
  'apiDocs.public': { en: 'anybody', zh: '无需登录' },
} as const satisfies MessageTable
