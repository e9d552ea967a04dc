import type { ErrorTable } from '../types.ts'

export const liveErrors = {
  'live.parameterInvalid': {
    status: 400,
    exit: 2,
    en: {
      what: 'The kernel parameter {name} is unusable: {value}',
      why: 'The boot script, or the menu entry, was altered or comes from another version.',
      remedy: 'Boot again from the network, or build the medium anew.',
    },
    zh: {
      what: '内核参数 {name} 无法使用：{value}',
      why: '启动脚本或菜单项被改动，或来自其他版本。',
      remedy: '请重新从网络启动，或重新制作启动介质。',
    },
  },
  'live.stationUnreachable': {
    status: 503,
    exit: 1,
    en: {
      what: 'The station {url} does not answer: {problem}',
      why: 'It is off, its address changed, or a cable, switch or firewall is in the way.',
      remedy: 'Check that the station runs and that this machine is on its network; it is tried again by itself.',
    },
    zh: {
      what: '部署站 {url} 没有应答：{problem}',
      why: '部署站未运行、地址已变，或网线、交换机、防火墙阻断。',
      remedy: '请确认部署站在运行且本机与其网络相通；系统会自动重试。',
    },
  },
  'live.stationTimeout': {
    status: 504,
    exit: 124,
    en: {
      what: 'The station {url} did not answer within {seconds} s.',
      why: 'It is overloaded, or packets are lost on the way.',
      remedy: 'Look at the load of the station and at the network; it is tried again by itself.',
    },
    zh: {
      what: '部署站 {url} 在 {seconds} 秒内没有应答。',
      why: '部署站过载，或途中丢包。',
      remedy: '请查看部署站负载和网络；系统会自动重试。',
    },
  },
  'live.pinMismatch': {
    status: 502,
    exit: 1,
    en: {
      what: 'The station {url} is not the one this machine was told to trust.',
      why: 'Its certificates do not include the authority {pin}: another station answers there, or it was set up anew.',
      remedy: 'Boot again from the network, or build the medium anew with the pin of this station.',
    },
    zh: {
      what: '部署站 {url} 不是本机被告知信任的那一个。',
      why: '其证书中没有指定的证书机构 {pin}：该地址上是另一个部署站，或它已重新初始化。',
      remedy: '请重新从网络启动，或使用该部署站的指纹重新制作启动介质。',
    },
  },
  'live.certificateWrong': {
    status: 502,
    exit: 1,
    en: {
      what: 'The certificate of the station {url} is not good: {problem}',
      why: 'Somebody else answers at this address, or the address of the station changed.',
      remedy: 'Check which machine has this address; restart the station when its address changed.',
    },
    zh: {
      what: '部署站 {url} 的证书不可信：{problem}',
      why: '该地址上有其他机器应答，或部署站的地址已改变。',
      remedy: '请检查该地址属于哪台机器；若部署站地址已变，请重启部署站。',
    },
  },
  'live.answerUnusable': {
    status: 502,
    exit: 1,
    en: {
      what: 'The station {url} gave an answer that cannot be used: {problem}',
      why: 'Station and image are of different versions, or something between them answers in its place.',
      remedy: 'Boot again with the image that the station serves.',
    },
    zh: {
      what: '部署站 {url} 的应答无法使用：{problem}',
      why: '部署站与镜像版本不同，或中间有其他设备代为应答。',
      remedy: '请使用部署站提供的镜像重新启动。',
    },
  },
} as const satisfies ErrorTable
