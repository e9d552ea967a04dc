import type { ErrorTable } from '../types.ts'

export const apiErrors = {
  'api.noToken': {
    status: 401,
    exit: 1,
    en: {
      what: 'This needs the administrator’s token.',
      why: 'The call came without a token, or with one that is not valid.',
      remedy:
        'Give it with --token or VMP_TOKEN. On the station itself root needs none. A new one: vmp serve --new-token',
    },
    zh: {
      what: '此操作需要管理员令牌。',
      why: '调用未带令牌，或令牌无效。',
      remedy: '请用 --token 或 VMP_TOKEN 提供。在部署站本机以 root 运行则无需令牌。重新生成：vmp serve --new-token',
    },
  },
  'api.notFound': {
    status: 404,
    exit: 1,
    en: {
      what: 'There is nothing at {path}.',
      why: 'The address is wrong, or this version does not have it.',
      remedy: 'See the list: /api/v1/openapi.json',
    },
    zh: { what: '{path} 不存在。', why: '地址错误，或此版本没有该功能。', remedy: '请查看列表：/api/v1/openapi.json' },
  },
  'api.ifMatchMissing': {
    status: 428,
    exit: 1,
    en: {
      what: 'The call does not say which revision it has seen.',
      why: 'Without it, a change that somebody else made in the meantime would be lost.',
      remedy: 'Read the object, and send its ETag back in the header If-Match.',
    },
    zh: {
      what: '调用未说明所依据的版本号。',
      why: '否则，他人在此期间所做的修改会被覆盖。',
      remedy: '请先读取该对象，并在请求头 If-Match 中带上其 ETag。',
    },
  },
  'api.portInUse': {
    status: 409,
    exit: 1,
    en: {
      what: 'Port {port} on {address} is in use.',
      why: 'Another program, or another station, listens there.',
      remedy: 'Stop it (ss -tlnp shows which), or choose another port with --https-port.',
    },
    zh: {
      what: '{address} 的端口 {port} 已被占用。',
      why: '其他程序或另一部署站正在监听。',
      remedy: '请停止该程序（ss -tlnp 可查看），或用 --https-port 更换端口。',
    },
  },
  'api.unreachable': {
    status: 502,
    exit: 1,
    en: {
      what: 'No station answers at {where}.',
      why: '{problem}',
      remedy: 'Start one (vmp serve, or vmp lab up), or name it with --station.',
    },
    zh: {
      what: '{where} 处没有部署站应答。',
      why: '{problem}',
      remedy: '请启动部署站（vmp serve 或 vmp lab up），或用 --station 指定。',
    },
  },
  'api.pinMismatch': {
    status: 502,
    exit: 1,
    en: {
      what: 'The station at {where} shows another certificate than the pin says.',
      why: 'It is another station, or somebody stands between.',
      remedy: 'Compare the pin with the one that the station printed at its start.',
    },
    zh: {
      what: '{where} 的部署站证书与指纹不符。',
      why: '这是另一部署站，或存在中间人。',
      remedy: '请与部署站启动时显示的指纹核对。',
    },
  },
} as const satisfies ErrorTable
