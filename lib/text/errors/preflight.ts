import type { ErrorTable } from '../types.ts'

export const preflightErrors = {
  'preflight.noSources': {
    status: 500,
    exit: 2,
    en: {
      what: 'Here is nothing to bundle from.',
      why: 'The one file is made from the sources, and this program is itself a bundle.',
      remedy: 'Run npx vmp preflight bundle in a checkout; or copy this file, if it is the one.',
    },
    zh: {
      what: '此处没有可打包的源代码。',
      why: '单文件由源代码打包而成，而当前程序本身就是打包结果。',
      remedy: '请在源代码目录中运行 npx vmp preflight bundle；若当前程序即为单文件，直接复制即可。',
    },
  },
  'preflight.timeFrom': {
    status: 400,
    exit: 2,
    en: {
      what: 'The time could not be taken from {url}: {problem}.',
      why: 'The clocks are compared with the header Date of what a web server answers.',
      remedy: 'Name a web server that can be reached, by http when the clock may be far off: https fails then.',
    },
    zh: {
      what: '无法从 {url} 获取时间：{problem}。',
      why: '时钟以网站服务器应答中的 Date 为参考。',
      remedy: '请指定可以访问的网址；时钟偏差较大时请用 http，https 会因证书时间而失败。',
    },
  },
  'preflight.oneReport': {
    status: 409,
    exit: 2,
    en: {
      what: 'There are no two reports of {machine} to compare.',
      why: 'The station keeps one at most.',
      remedy: 'Check it again with vmp machines recheck, or name two reports or files.',
    },
    zh: {
      what: '{machine} 没有可供对比的两份报告。',
      why: '部署站最多保存了一份。',
      remedy: '请用 vmp machines recheck 重新检查，或指定两份报告或文件。',
    },
  },
  'preflight.reportUnreadable': {
    status: 400,
    exit: 2,
    en: {
      what: '{file} is no report that can be shown: {problem}.',
      why: 'Reports are the JSON that vmp preflight writes.',
      remedy: 'Name a file written with --json by vmp preflight run or vmp preflight report.',
    },
    zh: {
      what: '{file} 不是可显示的预检报告：{problem}。',
      why: '预检报告是 vmp preflight 输出的 JSON 文件。',
      remedy: '请指定由 vmp preflight run 或 vmp preflight report 加 --json 写出的文件。',
    },
  },
} as const satisfies ErrorTable
