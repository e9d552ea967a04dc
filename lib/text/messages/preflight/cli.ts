import type { MessageTable } from '../../types.ts'

/** The help of `vmp preflight`. */
export const preflightCliMessages = {
  'cli.preflight': {
    en: 'is a server fit, and what must be changed; without a command: run',
    zh: '预检：服务器是否合格，需要更改什么；不带命令时即为 run',
  },
  'cli.preflight.report': { en: 'the report on one machine', zh: '一台裸机的预检报告' },
  'cli.preflight.machine': {
    en: 'a machine that the station knows, or a report’s FILE.json',
    zh: '部署站已知的裸机，或报告文件 FILE.json',
  },
  'cli.preflight.html': {
    en: 'write it as one HTML file in the language of --lang (-: to the output)',
    zh: '写成单个 HTML 文件，语言由 --lang 指定（- 表示输出到终端）',
  },
  'cli.preflight.at': { en: 'an earlier report, by its id (see --list)', zh: '较早的报告，以编号指定（见 --list）' },
  'cli.preflight.list': { en: 'list the reports that the station keeps', zh: '列出部署站保存的报告' },
  'cli.preflight.fleet': {
    en: 'all machines side by side; who is unlike the others of its model',
    zh: '全部裸机并列对比，标出与同型号不一致者',
  },
  'cli.preflight.files': {
    en: 'reports in files; without any, the last of every machine of the station',
    zh: '报告文件；不指定时取部署站每台裸机的最新报告',
  },
  'cli.preflight.compare': {
    en: 'what changed between two reports of one machine, or differs between two machines',
    zh: '对比一台裸机的两份报告，或两台裸机的报告',
  },
  'cli.preflight.before': {
    en: 'a machine, MACHINE@REPORT, or a report’s FILE.json',
    zh: '裸机、裸机@报告编号，或报告文件 FILE.json',
  },
  'cli.preflight.after': {
    en: 'likewise; without it the last two reports of the machine',
    zh: '同上；省略时对比该裸机最近的两份报告',
  },
} as const satisfies MessageTable
