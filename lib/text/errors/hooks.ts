import type { ErrorTable } from '../types.ts'

/** Errors of the hooks that run after the image is on the disks. */
export const hooksErrors = {
  'hook.failed': {
    status: 500,
    exit: 1,
    en: {
      what: 'The hook {hook} failed: {problem}.',
      why: 'A host is only used when every hook that is not optional has been tried and works.',
      remedy: 'Read its output in the result, mend what it names, and install again.',
    },
    zh: {
      what: '安装后钩子 {hook} 失败：{problem}。',
      why: '只有所有必需的安装后钩子都经过实际验证，物理主机才会投入使用。',
      remedy: '请查看结果中该钩子的输出，排除所述问题后重新安装。',
    },
  },
  'hook.timeout': {
    status: 504,
    exit: 124,
    en: {
      what: 'The hook {hook} did not end within {seconds} s.',
      why: 'Every hook has a time limit, so that a machine never waits for ever.',
      remedy: 'See in its output what it waited for; the limit of a script is its "timeout" in the answer file.',
    },
    zh: {
      what: '安装后钩子 {hook} 未能在 {seconds} 秒内结束。',
      why: '每个安装后钩子都有时间限制，以免机器无限等待。',
      remedy: '请从其输出查明它在等待什么；脚本的时限由应答文件中的“timeout”设置。',
    },
  },
  'hook.scriptFailed': {
    status: 500,
    exit: 1,
    en: {
      what: 'The script {hook} ended with {exit}.',
      why: 'A script says by exit code 0 that it did its work.',
      remedy: 'Its output is kept with the result. Mark it "optional: true" if the installation may go on without it.',
    },
    zh: {
      what: '脚本 {hook} 以 {exit} 结束。',
      why: '脚本以退出码 0 表示已完成工作。',
      remedy: '其输出已随结果保存。若没有它也可继续安装，请在应答文件中设置“optional: true”。',
    },
  },
  'hook.scriptNotRun': {
    status: 500,
    exit: 1,
    en: {
      what: 'The script {hook} could not be started: {problem}.',
      why: 'Its first line names a program that is not in the image, or the file could not be written.',
      remedy: 'Begin it with "#!/bin/sh" or another program of the image.',
    },
    zh: {
      what: '无法启动脚本 {hook}：{problem}。',
      why: '脚本首行指定的程序不在主机镜像中，或者无法写入文件。',
      remedy: '请以“#!/bin/sh”或主机镜像中已有的其他程序作为脚本首行。',
    },
  },
  'hook.scriptNotTaken': {
    status: 500,
    exit: 1,
    en: {
      what: 'The script {hook} is the file {file}, which is not on this machine.',
      why: 'Files are taken into the answer where it is read; this answer came without.',
      remedy: 'Read the answer file with "vmp answer render", or write the script into it as "text".',
    },
    zh: {
      what: '脚本 {hook} 指向文件 {file}，但该文件不在本机上。',
      why: '读取应答文件时应一并收入脚本文件，而这份应答文件中没有。',
      remedy: '请用“vmp answer render”读取应答文件，或将脚本以“text”写入其中。',
    },
  },
  'hook.fetchFailed': {
    status: 502,
    exit: 1,
    en: {
      what: 'The script {hook} could not be fetched from {url}: {problem}.',
      why: 'Scripts named by URL are fetched while the machine is installed, and kept on its disk.',
      remedy:
        'Make sure that the machine reaches that server, and install again; or write the script into the answer file.',
    },
    zh: {
      what: '无法从 {url} 获取脚本 {hook}：{problem}。',
      why: '以 URL 指定的脚本在安装时获取，并保存在磁盘上。',
      remedy: '请确认机器可以访问该服务器后重新安装，或将脚本直接写入应答文件。',
    },
  },
  'hook.scriptTooLarge': {
    status: 502,
    exit: 1,
    en: {
      what: 'The script {hook} from {url} is larger than {most} KiB.',
      why: 'That is no script, or not the one that was meant.',
      remedy: 'Let a small script fetch what is large.',
    },
    zh: {
      what: '来自 {url} 的脚本 {hook} 超过 {most} KiB。',
      why: '如此大的文件不是脚本，或不是所要的那个。',
      remedy: '请用一个小脚本去获取较大的内容。',
    },
  },
  'hook.scriptAltered': {
    status: 502,
    exit: 1,
    en: {
      what: 'The script {hook} from {url} is not the one that the answer names: its SHA-256 is {found}.',
      why: 'The answer names {expected}; a script that was altered on its way or at its place is not run.',
      remedy: 'Look at what lies there now; when it is right, write its SHA-256 into the answer file.',
    },
    zh: {
      what: '来自 {url} 的脚本 {hook} 与应答文件所指定的不一致：其 SHA-256 为 {found}。',
      why: '应答文件指定的是 {expected}；传输途中或存放处被改动的脚本不会运行。',
      remedy: '请检查该处现有的文件；确认无误后，将其 SHA-256 写入应答文件。',
    },
  },
} as const satisfies ErrorTable
