import type { ErrorTable } from '../types.ts'

export const documentsErrors = {
  'document.notFound': {
    status: 404,
    exit: 1,
    en: {
      what: 'There is no {kind} “{id}”.',
      why: 'It was removed, or its name or id is another one.',
      remedy: 'See the list for what there is.',
    },
    zh: { what: '没有{kind}“{id}”。', why: '它已被删除，或名称、标识有误。', remedy: '请在列表中查看现有的对象。' },
  },
  'document.exists': {
    status: 409,
    exit: 1,
    en: {
      what: 'There is a {kind} “{id}” already.',
      why: 'Two cannot have the same id.',
      remedy: 'Change the one that is there, or remove it first.',
    },
    zh: { what: '已有{kind}“{id}”。', why: '标识不能重复。', remedy: '请修改现有的对象，或先将其删除。' },
  },
  'document.nameTaken': {
    status: 409,
    exit: 1,
    en: {
      what: 'There is a {kind} named “{name}” already.',
      why: 'Names are unique; capital and small letters count as the same.',
      remedy: 'Choose another name.',
    },
    zh: { what: '已有名为“{name}”的{kind}。', why: '名称不能重复，且不区分大小写。', remedy: '请换一个名称。' },
  },
  'document.changed': {
    status: 412,
    exit: 1,
    en: {
      what: 'The {kind} “{id}” was changed by somebody else.',
      why: 'You have seen revision {seen}; now it is {revision}.',
      remedy: 'Look at it again, and make your change anew.',
    },
    zh: {
      what: '{kind}“{id}”已被他人修改。',
      why: '您看到的是版本 {seen}，当前为版本 {revision}。',
      remedy: '请重新查看后再次修改。',
    },
  },
  'document.invalid': {
    status: 400,
    exit: 2,
    en: {
      what: 'This is no valid {kind}: {problem}',
      why: 'It does not fit what is expected at {where}.',
      remedy: 'Correct it and try again.',
    },
    zh: { what: '{kind}的内容无效：{problem}', why: '{where} 处不符合要求。', remedy: '请更正后重试。' },
  },
  'document.newer': {
    status: 409,
    exit: 1,
    en: {
      what: 'The {kind} “{id}” was written by a newer version of VMP.',
      why: 'It has version {found}; this host knows {known}. Changing it here would lose what the newer version keeps in it.',
      remedy: 'Upgrade this host, or make the change on a host that has been upgraded.',
    },
    zh: {
      what: '{kind}“{id}”由更新版本的 VMP 写入。',
      why: '其版本为 {found}，本机支持到 {known}；在此修改会丢失新版本保存的内容。',
      remedy: '请升级本机，或在已升级的物理主机上操作。',
    },
  },
  'document.damaged': {
    status: 500,
    exit: 1,
    en: {
      what: 'What the cluster’s state holds of the {kind} “{id}” cannot be read.',
      why: '{problem}',
      remedy: 'Restore it from a backup, or remove it and make it anew.',
    },
    zh: {
      what: '集群状态库中{kind}“{id}”的内容无法读取。',
      why: '{problem}',
      remedy: '请从备份恢复，或删除后重新创建。',
    },
  },
  'document.busy': {
    status: 503,
    exit: 1,
    en: {
      what: 'The {kind} “{id}” could not be changed.',
      why: 'Others changed it each time first, {attempts} times in a row.',
      remedy: 'Try again in a moment; nothing was changed.',
    },
    zh: {
      what: '无法修改{kind}“{id}”。',
      why: '连续 {attempts} 次都被他人抢先修改。',
      remedy: '请稍后重试；尚未作任何更改。',
    },
  },
  'document.keyReused': {
    status: 422,
    exit: 2,
    en: {
      what: 'That idempotency key was used for another {kind}.',
      why: 'A key stands for one creation, with the same content each time it is sent.',
      remedy: 'Take a new key for a new request.',
    },
    zh: {
      what: '该幂等键已用于创建另一个{kind}。',
      why: '一个幂等键只对应一次创建，每次发送的内容必须相同。',
      remedy: '请为新的请求使用新的幂等键。',
    },
  },
} as const satisfies ErrorTable
