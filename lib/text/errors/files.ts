import type { ErrorTable } from '../types.ts'

export const filesErrors = {
  'files.unwritable': {
    status: 500,
    exit: 1,
    en: {
      what: '{file} could not be written: {problem}.',
      why: 'Its folder is not there, is read-only, or belongs to somebody else.',
      remedy: 'Name a file in a folder of your own.',
    },
    zh: {
      what: '无法写入 {file}：{problem}。',
      why: '目标目录不存在、只读，或没有写入权限。',
      remedy: '请指定有写入权限的目录中的文件。',
    },
  },
  'files.portInUse': {
    status: 409,
    exit: 1,
    en: {
      what: '{protocol} port {port} of {address} is in use.',
      why: 'Another program on this machine serves it, for example nginx, dnsmasq or tftpd.',
      remedy: 'Find it with: ss -tulpn sport = :{port} — then stop it, or choose another port.',
    },
    zh: {
      what: '{address} 的 {protocol} 端口 {port} 已被占用。',
      why: '本机有其他程序正在使用，例如 nginx、dnsmasq 或 tftpd。',
      remedy: '请用 ss -tulpn sport = :{port} 找到它，停止它，或改用其他端口。',
    },
  },
  'files.addressMissing': {
    status: 409,
    exit: 1,
    en: {
      what: 'This machine has no address {address}.',
      why: 'It was never configured, or its interface went away.',
      remedy: 'See the addresses with: ip -brief address',
    },
    zh: {
      what: '本机没有地址 {address}。',
      why: '尚未配置，或其接口已消失。',
      remedy: '请用 ip -brief address 查看地址。',
    },
  },
  'files.portDenied': {
    status: 403,
    exit: 1,
    en: {
      what: 'Not allowed to serve {protocol} port {port} of {address}.',
      why: 'Ports below 1024 are for root.',
      remedy: 'Run the station as root: sudo vmp serve',
    },
    zh: {
      what: '无权使用 {address} 的 {protocol} 端口 {port}。',
      why: '1024 以下的端口仅限 root 使用。',
      remedy: '请以 root 运行：sudo vmp serve',
    },
  },
} as const satisfies ErrorTable
