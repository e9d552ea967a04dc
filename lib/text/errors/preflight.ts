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
  'preflight.fileUnreadable': {
    status: 400,
    exit: 2,
    en: {
      what: '{file} could not be read: {problem}.',
      why: 'What has a slash in it or ends in .json is taken for a file with a report, all else for a machine of the station.',
      remedy: 'Correct the path (several files as FOLDER/*.json), or name a machine: vmp machines lists them.',
    },
    zh: {
      what: '无法读取 {file}：{problem}。',
      why: '含有斜杠或以 .json 结尾的名称会被当作报告文件，其余当作部署站的裸机。',
      remedy: '请更正路径（多个文件可写作 目录/*.json），或指定裸机名称（用 vmp machines 查看）。',
    },
  },
  'preflight.notJson': {
    status: 400,
    exit: 2,
    en: {
      what: '{file} is not JSON, or its end is missing.',
      why: 'Reports are the JSON that vmp preflight writes.',
      remedy: 'Copy the file again, or write it anew: vmp preflight run --output FILE.json',
    },
    zh: {
      what: '{file} 不是 JSON 文件，或内容不完整。',
      why: '预检报告是 vmp preflight 写出的 JSON 文件。',
      remedy: '请重新复制该文件，或重新生成：vmp preflight run --output FILE.json',
    },
  },
  'preflight.notReport': {
    status: 400,
    exit: 2,
    en: {
      what: '{file} is JSON, but no preflight report: {problem}.',
      why: 'Reports are the JSON that vmp preflight writes.',
      remedy: 'Name a file written by vmp preflight run --output FILE.json or vmp preflight report MACHINE --json.',
    },
    zh: {
      what: '{file} 是 JSON 文件，但不是预检报告：{problem}。',
      why: '预检报告是 vmp preflight 写出的 JSON 文件。',
      remedy: '请指定由 vmp preflight run --output FILE.json 或 vmp preflight report 裸机 --json 写出的文件。',
    },
  },
  'preflight.reportVersion': {
    status: 400,
    exit: 2,
    en: {
      what: '{file} is a report of version {version}; this program knows version {known}.',
      why: 'Another version of VMP wrote it.',
      remedy: 'Show it with that version, or check the machine again with this one.',
    },
    zh: {
      what: '{file} 是版本 {version} 的预检报告，当前程序只支持版本 {known}。',
      why: '该文件由其他版本的 VMP 写出。',
      remedy: '请用对应版本的 VMP 查看，或用当前版本重新检查。',
    },
  },
  'preflight.notOneReport': {
    status: 400,
    exit: 2,
    en: {
      what: '{file} holds {count} reports, and one is wanted.',
      why: 'report and compare show single reports; fleet takes lists.',
      remedy: 'Name a file with one report, or use vmp preflight fleet.',
    },
    zh: {
      what: '{file} 中有 {count} 份报告，此处只能是一份。',
      why: 'report 和 compare 针对单份报告，fleet 才接受多份。',
      remedy: '请指定只含一份报告的文件，或使用 vmp preflight fleet。',
    },
  },
  'preflight.oneFile': {
    status: 400,
    exit: 2,
    en: {
      what: 'There is nothing to compare {file} with.',
      why: 'The last two reports are known of a machine of the station; a file is one report.',
      remedy: 'Name two files: vmp preflight compare BEFORE.json AFTER.json',
    },
    zh: {
      what: '没有可与 {file} 对比的报告。',
      why: '只有部署站的裸机才有最近两份报告，一个文件只是一份报告。',
      remedy: '请指定两个文件：vmp preflight compare 之前.json 之后.json',
    },
  },
  'preflight.oneOutput': {
    status: 400,
    exit: 2,
    en: {
      what: 'JSON and HTML cannot both be written to the output.',
      why: 'Neither could be read then.',
      remedy: 'Write the HTML to a file: --html FILE.html',
    },
    zh: {
      what: 'JSON 与 HTML 不能同时写到标准输出。',
      why: '混在一起后两者都无法读取。',
      remedy: '请将 HTML 写入文件：--html FILE.html',
    },
  },
  'preflight.peerAndTest': {
    status: 400,
    exit: 2,
    en: {
      what: '{given} needs {missing}.',
      why: 'The network test sends data to another machine, and no other test does.',
      remedy: 'Run vmp preflight peer on the other machine, then here: vmp preflight run --deep network --peer ADDRESS',
    },
    zh: {
      what: '{given} 须与 {missing} 同用。',
      why: '网络测试需要另一台机器配合，其他测试不需要。',
      remedy:
        '请先在另一台机器上运行 vmp preflight peer，再在本机运行：vmp preflight run --deep network --peer 对方地址',
    },
  },
  'preflight.unknownCommand': {
    status: 400,
    exit: 2,
    en: {
      what: 'vmp preflight has no command "{name}", and run takes nothing but options.',
      why: 'The commands are: {names}.',
      remedy: 'Correct it (the nearest is {nearest}), or see a machine’s report with: vmp preflight report {name}',
    },
    zh: {
      what: 'vmp preflight 没有命令“{name}”，run 也只接受选项。',
      why: '可用的命令：{names}。',
      remedy: '请更正（最接近的是 {nearest}）；若要查看裸机的报告，请运行：vmp preflight report {name}',
    },
  },
} as const satisfies ErrorTable
