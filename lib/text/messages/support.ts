import type { MessageTable } from '../types.ts'

export const supportMessages = {
  support: { en: 'Support bundle', zh: '支持包' },
  'support.report': { en: 'Checking this machine', zh: '检查本机' },
  'support.collect': { en: 'Collecting', zh: '收集' },
  'support.pack': { en: 'Packing', zh: '打包' },
  'support.description': {
    en: 'one archive without secrets, to be sent when something is wrong: of a host, a live system or a station',
    zh: '生成一个不含机密信息的压缩包，用于故障时发送：适用于物理主机、临时系统和部署站',
  },
  'support.output': {
    en: 'file or folder to write to; - for standard output (default: here)',
    zh: '写入的文件或目录；- 表示标准输出（默认：当前目录）',
  },
  'support.notRoot': {
    en: 'Without root a part of it cannot be read; the bundle says which.',
    zh: '没有 root 权限，部分内容无法读取；支持包中会注明。',
  },
  'support.installing': {
    en: 'This machine is being installed: its hardware is not read now.',
    zh: '本机正在安装：此时不读取硬件信息。',
  },
  'support.done': { en: '{file}: {size}, {parts} parts.', zh: '{file}：{size}，共 {parts} 项。' },
  'support.doneBut': {
    en: '{file}: {size}, {parts} parts; {missing} of them could not be had, README.txt in it says why.',
    zh: '{file}：{size}，共 {parts} 项；其中 {missing} 项无法取得，原因见包内 README.txt。',
  },
  'support.readme': {
    en: 'What VMP {version} tells of {machine}, {at}. Passwords, their hashes, private keys, tokens and one-time words were taken out; names, addresses and serial numbers are in it. What could not be had is listed below.',
    zh: 'VMP {version} 收集的 {machine} 的信息，时间 {at}。密码及其哈希、私钥、令牌和一次性口令均已去除；名称、地址和序列号仍在其中。无法取得的内容列在下方。',
  },
} as const satisfies MessageTable
