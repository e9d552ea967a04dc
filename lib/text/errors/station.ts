import type { ErrorTable } from '../types.ts'

export const stationErrors = {
  'backup.damaged': {
    status: 400,
    exit: 1,
    en: {
      what: '{file} is no sound backup of a station.',
      why: 'What is wrong: {problem}.',
      remedy: 'Take another copy of it, or another backup.',
    },
    zh: {
      what: '{file} 不是完好的部署站备份。',
      why: '问题：{problem}。',
      remedy: '请使用它的另一份副本，或其他备份。',
    },
  },
  'backup.newer': {
    status: 400,
    exit: 1,
    en: {
      what: '{file} was made by a newer version.',
      why: 'It is a backup of version {found}; this program knows {known}.',
      remedy: 'Restore it with the version that made it, or a newer one.',
    },
    zh: {
      what: '{file} 由更新的版本生成。',
      why: '备份格式版本为 {found}，本程序支持 {known}。',
      remedy: '请用生成它的版本或更新的版本恢复。',
    },
  },
  'backup.wrongPassphrase': {
    status: 400,
    exit: 2,
    en: {
      what: '{file} cannot be read with that passphrase.',
      why: 'It is another one, or the file was changed.',
      remedy: 'Type it again; without it the backup is lost.',
    },
    zh: {
      what: '无法用该口令读取 {file}。',
      why: '口令不正确，或文件已被改动。',
      remedy: '请重新输入；没有口令就无法使用该备份。',
    },
  },
  'backup.noPassphrase': {
    status: 400,
    exit: 2,
    en: {
      what: 'There is no passphrase.',
      why: 'A backup holds the keys of the station, and there is no terminal to ask at.',
      remedy: 'Name a file that holds it: --passphrase-file FILE; or write it unencrypted: --plain',
    },
    zh: {
      what: '没有口令。',
      why: '备份中含有部署站的密钥，而当前没有可供输入的终端。',
      remedy: '请指定口令文件：--passphrase-file 文件；或不加密：--plain',
    },
  },
  'backup.passphrasesDiffer': {
    status: 400,
    exit: 2,
    en: {
      what: 'The two passphrases differ, or are too short.',
      why: 'A backup that nobody can read is none; one of eight characters or less is guessed.',
      remedy: 'Type the same one twice.',
    },
    zh: {
      what: '两次输入的口令不一致，或口令过短。',
      why: '无法读取的备份没有意义；八个字符及以下的口令容易被猜出。',
      remedy: '请两次输入相同的口令。',
    },
  },
  'webhook.unknown': {
    status: 404,
    exit: 2,
    en: {
      what: 'There is no webhook {webhook}.',
      why: 'It was removed, or never made.',
      remedy: 'See the list: vmp webhooks',
    },
    zh: { what: '没有通知地址 {webhook}。', why: '它已被移除，或从未添加。', remedy: '查看列表：vmp webhooks' },
  },
  'webhook.tooMany': {
    status: 409,
    exit: 1,
    en: {
      what: 'There are {most} webhooks already.',
      why: 'Each is told everything, and slows the others.',
      remedy: 'Remove some: vmp webhooks remove NUMBER',
    },
    zh: {
      what: '通知地址已达 {most} 个。',
      why: '每个地址都要逐一通知，会相互拖慢。',
      remedy: '请移除一些：vmp webhooks remove 编号',
    },
  },
  'webhook.badUrl': {
    status: 400,
    exit: 2,
    en: {
      what: '"{url}" is no address for a webhook.',
      why: 'It must begin with https:// (or http:// in a closed network).',
      remedy: 'Write it like https://example.com/vmp',
    },
    zh: {
      what: '“{url}”不能用作通知地址。',
      why: '须以 https:// 开头（封闭网络中可用 http://）。',
      remedy: '示例：https://example.com/vmp',
    },
  },
} as const satisfies ErrorTable
