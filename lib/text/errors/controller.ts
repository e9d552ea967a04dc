import type { ErrorTable } from '../types.ts'

/** The controller of a cluster, and its address. */
export const controllerErrors = {
  'controller.deposed': {
    status: 503,
    exit: 1,
    en: {
      what: 'This host is no longer the controller, and has changed nothing: {reason}',
      why: 'Only one host at a time decides for the cluster.',
      remedy: 'Ask again; any host passes it on to the controller that there is then.',
    },
    zh: {
      what: '本物理主机已不是集群控制器，未作任何更改：{reason}',
      why: '任何时刻只能由一台物理主机为集群做决定。',
      remedy: '请重试；任一物理主机都会把请求转给届时的集群控制器。',
    },
  },
} as const satisfies ErrorTable
