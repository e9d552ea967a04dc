import type { ErrorTable } from '../types.ts'

export const libErrors = {
  internal: {
    status: 500,
    exit: 1,
    en: {
      what: 'Something went wrong inside VMP: {detail}',
      why: 'This is a fault of the program, not of what you did.',
      remedy: 'Try again; if it stays, report it with the log.',
    },
    zh: {
      what: 'VMP 内部出错：{detail}',
      why: '这是程序的缺陷，不是您的操作问题。',
      remedy: '请重试；若仍出现，请附日志上报。',
    },
  },
  'input.invalid': {
    status: 400,
    exit: 2,
    en: {
      what: 'Invalid input: {problem}',
      why: 'It does not fit what is expected at {where}.',
      remedy: 'Correct it and try again.',
    },
    zh: { what: '输入无效：{problem}', why: '{where} 处的内容不符合要求。', remedy: '请更正后重试。' },
  },
  'command.missing': {
    status: 500,
    exit: 1,
    en: {
      what: 'The program {command} was not found.',
      why: 'It is not installed on this machine, or not on its PATH.',
      remedy: 'Install the package that brings {command} and try again.',
    },
    zh: {
      what: '找不到程序 {command}。',
      why: '本机未安装，或不在 PATH 中。',
      remedy: '请安装提供 {command} 的软件包后重试。',
    },
  },
  'command.failed': {
    status: 500,
    exit: 1,
    en: {
      what: '{command} failed with exit code {exit}.',
      why: '{stderr}',
      remedy: 'See the message above; the log has the whole command.',
    },
    zh: {
      what: '{command} 执行失败，退出码 {exit}。',
      why: '{stderr}',
      remedy: '请查看上面的信息；日志中有完整命令。',
    },
  },
  'command.timeout': {
    status: 504,
    exit: 124,
    en: {
      what: '{command} did not finish within {seconds} s and was ended.',
      why: 'The program hangs, or the machine is too slow for it.',
      remedy: 'Look at what it waits for, then try again.',
    },
    zh: {
      what: '{command} 在 {seconds} 秒内未完成，已被终止。',
      why: '程序挂起，或机器过慢。',
      remedy: '请查明其等待的原因后重试。',
    },
  },
  cancelled: {
    status: 499,
    exit: 1,
    en: { what: 'Cancelled.', why: 'It was asked to stop.', remedy: 'Start it again when you want it.' },
    zh: { what: '已取消。', why: '收到停止请求。', remedy: '需要时可重新开始。' },
  },
  'database.newer': {
    status: 500,
    exit: 1,
    en: {
      what: 'The database {file} was written by a newer version (schema {found}, this program knows {known}).',
      why: 'An older program would lose what the newer one wrote.',
      remedy: 'Run the newer version, or restore a backup made by this one.',
    },
    zh: {
      what: '数据库 {file} 由更新的版本写入（结构版本 {found}，本程序支持到 {known}）。',
      why: '旧程序会丢失新版本写入的内容。',
      remedy: '请使用新版本，或恢复由本版本做的备份。',
    },
  },
  'database.unusable': {
    status: 500,
    exit: 1,
    en: {
      what: 'The database {file} cannot be opened: {problem}',
      why: 'The file is damaged, its folder is not writable, or the disk is full.',
      remedy: 'Check the disk and the rights of the folder; restore a backup if the file is damaged.',
    },
    zh: {
      what: '无法打开数据库 {file}：{problem}',
      why: '文件损坏、目录不可写或磁盘已满。',
      remedy: '请检查磁盘和目录权限；若文件损坏，请恢复备份。',
    },
  },
  'template.unsafe': {
    status: 400,
    exit: 2,
    en: {
      what: 'The value of "{name}" cannot be written into a {format} file.',
      why: 'It holds a character that the format cannot carry.',
      remedy: 'Remove line breaks and control characters from it.',
    },
    zh: {
      what: '“{name}”的值无法写入 {format} 文件。',
      why: '其中含有该格式不能表示的字符。',
      remedy: '请去掉换行和控制字符。',
    },
  },
  'disk.full': {
    status: 507,
    exit: 1,
    en: {
      what: 'No space left on the disk that holds {path}.',
      why: 'The disk is full.',
      remedy: 'Free some space there and try again; nothing was damaged.',
    },
    zh: { what: '{path} 所在磁盘空间不足。', why: '磁盘已满。', remedy: '请释放空间后重试；没有数据受损。' },
  },
  'not.root': {
    status: 403,
    exit: 2,
    en: { what: 'This needs root.', why: '{reason}', remedy: 'Run it again with sudo.' },
    zh: { what: '此操作需要 root 权限。', why: '{reason}', remedy: '请使用 sudo 重新运行。' },
  },
} as const satisfies ErrorTable
