import type { ErrorTable } from '../types.ts'

/** Errors of policy files. */
export const policyErrors = {
  'policy.unknown': {
    status: 404,
    exit: 2,
    en: {
      what: 'There is no policy "{name}".',
      why: 'The shipped policies are: {names}.',
      remedy: 'Name one of them (the nearest is {nearest}), or the file of a policy of your own.',
    },
    zh: {
      what: '没有预检策略“{name}”。',
      why: '自带的预检策略有：{names}。',
      remedy: '请指定其中之一（最接近的是 {nearest}），或指定自己的策略文件。',
    },
  },
  'policy.unreadable': {
    status: 400,
    exit: 2,
    en: {
      what: 'The policy {file} could not be read: {problem}.',
      why: 'What has a slash in it, ends in .yaml or .yml, or is a file here is taken for a file.',
      remedy: 'Correct the path, or name a shipped policy: host, host-vdc or strict.',
    },
    zh: {
      what: '无法读取预检策略 {file}：{problem}。',
      why: '含有斜杠、以 .yaml 或 .yml 结尾，或是当前目录下的文件名，会被当作文件。',
      remedy: '请更正路径，或指定自带的预检策略：host、host-vdc 或 strict。',
    },
  },
  'policy.nameTaken': {
    status: 409,
    exit: 2,
    en: {
      what: '{file} calls its policy "{name}", as a shipped one is called.',
      why: 'A report names the policy that it was made by; two of one name could not be told apart.',
      remedy: 'Give it another name, for example "name: our-{name}", with "extends: {name}" for what stays as it is.',
    },
    zh: {
      what: '{file} 中的预检策略名为“{name}”，与自带策略重名。',
      why: '预检报告会注明所用策略的名称，重名将无法区分。',
      remedy: '请改用其他名称，例如“name: our-{name}”，并用“extends: {name}”继承不变的部分。',
    },
  },
  'policy.syntax': {
    status: 400,
    exit: 2,
    en: {
      what: '{file} cannot be read, line {line}, column {column}: {problem}.',
      why: 'A policy is one YAML document of plain keys and values.',
      remedy: 'Mend that line: indent with spaces, put texts with special characters in quotes, write each key once.',
    },
    zh: {
      what: '无法解析 {file}，第 {line} 行第 {column} 列：{problem}。',
      why: '预检策略是一个由普通键和值组成的 YAML 文档。',
      remedy: '请修正该行：用空格缩进，含特殊字符的文本加引号，每个键只写一次。',
    },
  },
  'policy.unknownKey': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: there is no key "{key}" in a policy.',
      why: 'Valid here are: {names}.',
      remedy: 'Correct it; the nearest valid key is "{nearest}".',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：预检策略中没有键“{key}”。',
      why: '此处可用的键：{names}。',
      remedy: '请更正，最接近的有效键是“{nearest}”。',
    },
  },
  'policy.unknownCode': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: no check finds "{key}".',
      why: 'Severities are given to the findings of checks, each by its code.',
      remedy: 'Correct it; the nearest code is "{nearest}". All codes are in the shipped policy "host".',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：没有检查项会给出“{key}”。',
      why: '严重程度按检查结果的代码设置。',
      remedy: '请更正，最接近的代码是“{nearest}”。全部代码见自带策略“host”。',
    },
  },
  'policy.unknownBase': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: there is no policy "{name}" to extend.',
      why: 'Only shipped policies can be extended: {names}.',
      remedy: 'Name one of them; the nearest is "{nearest}".',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：没有可继承的预检策略“{name}”。',
      why: '只能继承自带的预检策略：{names}。',
      remedy: '请指定其中之一，最接近的是“{nearest}”。',
    },
  },
  'policy.wrongValue': {
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
  'policy.missing': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}: the key "{key}" is missing.',
      why: 'A policy has a version and a name; one that extends no other says all the rest too, so that no finding is lost unnoticed.',
      remedy: 'Add it, or take what you do not say from a shipped policy: extends: host',
    },
    zh: {
      what: '{file} 第 {line} 行：缺少键“{key}”。',
      why: '预检策略必须有版本和名称；不继承其他策略时还须写全其余内容，以免遗漏检查结果。',
      remedy: '请补充该键，或继承自带策略的其余内容：extends: host',
    },
  },
} as const satisfies ErrorTable
