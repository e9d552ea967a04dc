import type { ErrorTable } from '../types.ts'

/** Keys and certificates of a cluster and its hosts. */
export const identityErrors = {
  'identity.request': {
    status: 400,
    exit: 1,
    en: {
      what: 'The request for a certificate cannot be used: {problem}.',
      why: 'A host asks with a P-256 key, and signs the request with it.',
      remedy: 'Upgrade the host to the version of the cluster, and let it ask again.',
    },
    zh: {
      what: '证书申请无法使用：{problem}。',
      why: '物理主机须以 P-256 密钥申请证书，并用该密钥签署申请。',
      remedy: '请将该物理主机升级到与集群相同的版本，然后重新申请。',
    },
  },
  'identity.secretOther': {
    status: 500,
    exit: 1,
    en: {
      what: 'This host cannot read a secret of the cluster ({purpose}).',
      why: 'It was sealed with another cluster secret than the one that this host keeps: the secret was changed while the host was away, or the state is of another cluster.',
      remedy:
        'Start the host while a host that knows the secret is running: it is given the new one. Else remove it from the cluster and let it join again.',
    },
    zh: {
      what: '本物理主机无法读取集群的机密数据（{purpose}）。',
      why: '加密所用的集群密钥与本机保存的不同：可能是本机离线期间更换过密钥，或者这是另一个集群的数据。',
      remedy: '请在有其他正常物理主机运行时启动本机，以便获得新密钥；否则请将本机移出集群后重新加入。',
    },
  },
  'identity.sealBroken': {
    status: 500,
    exit: 1,
    en: {
      what: 'A secret in the cluster’s state is damaged ({purpose}).',
      why: 'It was altered after it was sealed, or stands in another’s place.',
      remedy: 'Restore the cluster’s configuration from a backup.',
    },
    zh: {
      what: '集群数据中的机密数据已损坏（{purpose}）。',
      why: '该数据在加密之后被改动，或被放到了其他数据的位置。',
      remedy: '请用备份恢复集群的系统配置。',
    },
  },
} as const satisfies ErrorTable
