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
  'identity.record': {
    status: 500,
    exit: 1,
    en: {
      what: 'A record of the cluster’s state cannot be used: {key}.',
      why: 'It is damaged, or a newer version of VMP wrote it.',
      remedy:
        'Upgrade this host to the version of the others. If all have the same version, restore the cluster’s configuration from a backup.',
    },
    zh: {
      what: '集群数据中的一条记录无法使用：{key}。',
      why: '该记录已损坏，或由更新版本的 VMP 写入。',
      remedy: '请将本物理主机升级到与其他主机相同的版本；如版本均相同，请用备份恢复集群的系统配置。',
    },
  },
  'identity.busy': {
    status: 503,
    exit: 1,
    en: {
      what: 'The record {key} is being changed again and again.',
      why: 'Others wrote it each time between reading and writing.',
      remedy: 'Try again in a moment.',
    },
    zh: {
      what: '记录 {key} 正在被频繁修改。',
      why: '每次读取之后、写入之前，都有其他操作修改了该记录。',
      remedy: '请稍后重试。',
    },
  },
  'identity.hostUnknown': {
    status: 404,
    exit: 1,
    en: {
      what: 'The cluster has no host {host}.',
      why: 'It never joined, or its record was deleted.',
      remedy: 'Let the machine join the cluster with a new token.',
    },
    zh: {
      what: '集群中没有物理主机 {host}。',
      why: '该主机从未加入集群，或其记录已被删除。',
      remedy: '请使用新的令牌让该机器加入集群。',
    },
  },
  'identity.hostRemoved': {
    status: 403,
    exit: 1,
    en: {
      what: 'The host {host} was removed from the cluster at {at}.',
      why: 'A host that was removed gets no certificates, whatever key it shows.',
      remedy: 'If it is to belong to the cluster again, let it leave on its own side and join with a new token.',
    },
    zh: {
      what: '物理主机 {host} 已于 {at} 被移出集群。',
      why: '已移出的物理主机无论出示什么密钥，都不会再获得证书。',
      remedy: '如需重新加入，请先在该主机上退出集群，再使用新的令牌加入。',
    },
  },
  'identity.otherKey': {
    status: 403,
    exit: 1,
    en: {
      what: 'The request for the host {host} was not made with that host’s key.',
      why: 'The host lost its key (its disks were replaced or it was installed again), or another machine asks in its name.',
      remedy:
        'If the host was installed again, remove the old one from the cluster and let it join with a new token. Else find out who is asking.',
    },
    zh: {
      what: '物理主机 {host} 的证书申请不是用该主机的密钥签署的。',
      why: '该主机丢失了密钥（更换过磁盘或重新安装过），或者有其他机器冒用其名义。',
      remedy: '如果该主机已重新安装，请将旧主机移出集群，再使用新的令牌加入；否则请查明申请的来源。',
    },
  },
  'identity.consentNeeded': {
    status: 409,
    exit: 1,
    en: {
      what: 'All certificates of the host {host} have expired; it needs an administrator’s consent.',
      why: 'The host was off or cut off for so long that nobody can say where its key has been.',
      remedy:
        'Make sure that this host is the one in your rack, then consent in the console, at the host’s page. It goes on by itself.',
    },
    zh: {
      what: '物理主机 {host} 的证书已全部过期，需要管理员同意后才能重新签发。',
      why: '该主机关机或断网的时间过长，无法确认其密钥在此期间是否安全。',
      remedy: '请确认该主机就是机房中的那一台，然后在控制台的主机页面中同意；之后会自动继续。',
    },
  },
  'identity.notAsked': {
    status: 409,
    exit: 1,
    en: {
      what: 'The host {host} has not asked for a new certificate.',
      why: 'Consent is given to a request that is there, not in advance.',
      remedy: 'Start the host and connect it to the management network; it asks within a minute.',
    },
    zh: {
      what: '物理主机 {host} 尚未申请新证书。',
      why: '只能同意已有的申请，不能预先同意。',
      remedy: '请启动该主机并接入管理网络，它会在一分钟内提出申请。',
    },
  },
  'identity.tooMany': {
    status: 429,
    exit: 1,
    en: {
      what: 'The host {host} has {count} certificates already that have not expired.',
      why: 'It asks for new ones again and again: it does not keep what it gets.',
      remedy: 'Look whether the host’s volume “cluster” is full or read-only.',
    },
    zh: {
      what: '物理主机 {host} 已有 {count} 个未过期的证书。',
      why: '该主机反复申请新证书，说明它没能保存已签发的证书。',
      remedy: '请检查该主机的“cluster”卷是否已满或变为只读。',
    },
  },
  'cluster.exists': {
    status: 409,
    exit: 1,
    en: {
      what: 'There is a cluster already: {id}, created at {at}.',
      why: 'Two hosts created it at once, or this host belongs to a cluster.',
      remedy: 'Join the cluster that is there, or leave it first.',
    },
    zh: {
      what: '集群已存在：{id}，创建于 {at}。',
      why: '可能有两台物理主机同时创建集群，或本机已属于某个集群。',
      remedy: '请加入现有集群，或先退出集群。',
    },
  },
  'cluster.none': {
    status: 409,
    exit: 1,
    en: {
      what: 'This host belongs to no cluster.',
      why: 'No cluster was created in its state, and it has not joined one.',
      remedy: 'Create a cluster, or join one with a token.',
    },
    zh: {
      what: '本物理主机不属于任何集群。',
      why: '本机尚未创建集群，也未加入集群。',
      remedy: '请创建集群，或使用令牌加入集群。',
    },
  },
  'identity.fileDamaged': {
    status: 500,
    exit: 1,
    en: {
      what: 'A file of this host’s membership is damaged: {file}.',
      why: 'The volume “cluster” was damaged, or a newer version of VMP wrote the file.',
      remedy: 'Start the image that wrote it. Else remove this host from the cluster, and let it join again.',
    },
    zh: {
      what: '本物理主机的集群成员文件已损坏：{file}。',
      why: '“cluster”卷已损坏，或该文件由更新版本的 VMP 写入。',
      remedy: '请启动写入该文件的镜像版本；否则请将本机移出集群后重新加入。',
    },
  },
  'identity.notOurs': {
    status: 400,
    exit: 1,
    en: {
      what: 'The certificate ({role}) that was received is not for this host.',
      why: 'It is for another key, or another cluster’s CA signed it.',
      remedy: 'Ask for it again. If this repeats, find out who answers at the controller’s address.',
    },
    zh: {
      what: '收到的证书（{role}）不属于本物理主机。',
      why: '该证书对应另一个密钥，或由另一个集群的 CA 签发。',
      remedy: '请重新申请；如反复出现，请查明控制器地址上是谁在应答。',
    },
  },
} as const satisfies ErrorTable
