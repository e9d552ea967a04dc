import type { ErrorTable } from '../types.ts'
import { answerNetworkErrors } from './answer-network.ts'
import { answerRuleErrors } from './answer-rules.ts'

/** Errors of answer files. */
export const answerErrors = {
  'answer.unreadable': {
    status: 400,
    exit: 2,
    en: {
      what: 'The answer file {file} could not be read: {problem}.',
      why: 'It must be a file of text that you may read.',
      remedy: 'Correct the path; "vmp answer new" writes a file to begin with.',
    },
    zh: {
      what: '无法读取应答文件 {file}：{problem}。',
      why: '它必须是您有权读取的文本文件。',
      remedy: '请更正路径；可用“vmp answer new”生成一个起始文件。',
    },
  },
  'answer.syntax': {
    status: 400,
    exit: 2,
    en: {
      what: '{file} cannot be read, line {line}, column {column}: {problem}.',
      why: 'An answer file is one YAML or JSON document of plain keys and values.',
      remedy: 'Mend that line: indent with spaces, put texts with special characters in quotes, write each key once.',
    },
    zh: {
      what: '无法解析 {file}，第 {line} 行第 {column} 列：{problem}。',
      why: '应答文件是一个由普通键和值组成的 YAML 或 JSON 文档。',
      remedy: '请修正该行：用空格缩进，含特殊字符的文本加引号，每个键只写一次。',
    },
  },
  'answer.tooLarge': {
    status: 413,
    exit: 2,
    en: {
      what: '{file} is too large at line {line}, column {column}: {problem}.',
      why: 'No answer file needs that; what grows without end would stop whoever reads it.',
      remedy: 'Shorten it, or make several answer files of it.',
    },
    zh: {
      what: '{file} 过大，第 {line} 行第 {column} 列：{problem}。',
      why: '正常的应答文件不会这么大；无限膨胀的内容会拖垮读取它的程序。',
      remedy: '请精简内容，或拆分为多个应答文件。',
    },
  },
  'answer.unknownKey': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: there is no key "{key}" in an answer file.',
      why: 'Valid here are: {names}.',
      remedy: 'Correct it; the nearest valid key is "{nearest}".',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：应答文件中没有键“{key}”。',
      why: '此处可用的键：{names}。',
      remedy: '请更正，最接近的有效键是“{nearest}”。',
    },
  },
  'answer.wrongValue': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: "{key}" cannot be {value}.',
      why: 'Expected: {expected}.',
      remedy: 'Write a value of that kind.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：“{key}”不能为 {value}。',
      why: '应为：{expected}。',
      remedy: '请填写符合要求的值。',
    },
  },
  'answer.missing': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: the key "{key}" is missing.',
      why: 'It has no default: nothing is guessed here.',
      remedy: 'Add it.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：缺少键“{key}”。',
      why: '该键没有默认值，系统不会自行猜测。',
      remedy: '请补充该键。',
    },
  },
  'answer.noTrait': {
    status: 409,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: this machine has nothing for "{part}" of the name "{name}".',
      why: 'Its firmware says no such thing, or it has no such label.',
      remedy:
        'Give the machine that label, use another pattern, such as one with an index, or name this machine in an override of its own.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：名称“{name}”中的“{part}”在这台裸机上没有对应的值。',
      why: '固件未提供该信息，或裸机没有该标签。',
      remedy: '请为裸机添加该标签，或改用其他命名规则（例如按序号命名），或在 machines 中单独指定这台裸机的名称。',
    },
  },
  'answer.badName': {
    status: 409,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: "{name}" gives "{result}", which is no host name.',
      why: 'A host name has 1 to 63 lower-case letters, digits and dashes, and neither begins nor ends with a dash.',
      remedy: 'Change the pattern.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：“{name}”得到的“{result}”不是有效的主机名。',
      why: '主机名由 1 到 63 个小写字母、数字和连字符组成，且不能以连字符开头或结尾。',
      remedy: '请修改命名规则。',
    },
  },
  'answer.poolTooSmall': {
    status: 409,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: the pool {from} to {to} has {size} addresses, and none for machine number {index}.',
      why: 'The machine of index 1 gets the first address, and so on.',
      remedy: 'Make the pool larger, or give this machine an address in an override of its own.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：地址池 {from} 至 {to} 共有 {size} 个地址，第 {index} 台裸机无地址可用。',
      why: '序号为 1 的裸机使用第一个地址，依次类推。',
      remedy: '请扩大地址池，或在 machines 中为这台裸机单独指定地址。',
    },
  },
  'answer.exists': {
    status: 409,
    exit: 2,
    en: {
      what: '{file} exists.',
      why: 'What you wrote in it would be lost.',
      remedy: 'Choose another name, or remove it first.',
    },
    zh: {
      what: '{file} 已存在。',
      why: '覆盖会丢失其中的内容。',
      remedy: '请换一个名称，或先删除该文件。',
    },
  },
  'answer.noPassword': {
    status: 400,
    exit: 2,
    en: {
      what: 'No password was typed.',
      why: 'It is asked for at the terminal, where it is not shown.',
      remedy: 'Run it at a terminal, or give --root-password-hash.',
    },
    zh: {
      what: '没有输入密码。',
      why: '密码在终端上输入，且不会显示。',
      remedy: '请在终端上运行，或使用 --root-password-hash。',
    },
  },
  'answer.twoPasswords': {
    status: 400,
    exit: 2,
    en: {
      what: 'The two passwords differ.',
      why: 'It is asked for twice because it is not shown.',
      remedy: 'Try again.',
    },
    zh: {
      what: '两次输入的密码不一致。',
      why: '由于输入不会显示，因此需要输入两次。',
      remedy: '请重试。',
    },
  },
  'answer.noMachine': {
    status: 400,
    exit: 2,
    en: {
      what: 'It is not said for which machine.',
      why: 'A whole answer has the name and the addresses of one machine.',
      remedy:
        'Name one that the station knows, or describe it: --serial, --uuid, --mac, --label, --index. Without a machine there is "vmp answer explain".',
    },
    zh: {
      what: '未指明是哪一台裸机。',
      why: '完整的应答包含某一台裸机的名称和地址。',
      remedy:
        '请指定部署站已知的裸机，或用 --serial、--uuid、--mac、--label、--index 说明；不针对某台裸机时可用“vmp answer explain”。',
    },
  },
  'answer.diffWhat': {
    status: 400,
    exit: 2,
    en: {
      what: 'It is not clear what to compare.',
      why: 'Two files are compared, or two machines of one file.',
      remedy: 'Give two files, or one file and two machines, for example --serial A --serial B.',
    },
    zh: {
      what: '不清楚要比较什么。',
      why: '可以比较两个文件，或同一文件中的两台裸机。',
      remedy: '请给出两个文件，或一个文件加两台裸机，例如 --serial A --serial B。',
    },
  },
  ...answerRuleErrors,
  ...answerNetworkErrors,
} as const satisfies ErrorTable
