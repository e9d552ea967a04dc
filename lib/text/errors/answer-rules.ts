import type { ErrorTable } from '../types.ts'

/** What may be wrong with an answer whose shape is right (answer/rules/); of its addresses: answer-network.ts. */
export const answerRuleErrors = {
  'answer.unknownPlaceholder': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: a name has no part "{part}".',
      why: 'Parts of a name are: {names}.',
      remedy: 'Correct it; the nearest is "{nearest}". Digits are written as in index:3, 1 to 9.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：名称中没有占位符“{part}”。',
      why: '可用的占位符：{names}。',
      remedy: '请更正，最接近的是“{nearest}”。位数写法如 index:3，取 1 到 9。',
    },
  },
  'answer.oneName': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: every machine would be called "{name}".',
      why: 'The addresses are from a pool, so the file is for several machines, and each must have a name of its own.',
      remedy: 'Add the index, the serial or another part to the name.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：所有裸机都会命名为“{name}”。',
      why: '地址取自地址池，说明该文件用于多台裸机，而每台必须有各自的名称。',
      remedy: '请在名称中加入序号、序列号或其他占位符。',
    },
  },
  'answer.unknownZone': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: there is no time zone "{value}".',
      why: 'Time zones are called as in the time zone database, with capital letters.',
      remedy: 'Correct it; the nearest is "{nearest}".',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：没有时区“{value}”。',
      why: '时区名称以时区数据库为准，区分大小写。',
      remedy: '请更正，最接近的是“{nearest}”。',
    },
  },
  'answer.unknownLocale': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: there is no locale "{value}".',
      why: 'A locale is a language and a country, with UTF-8.',
      remedy: 'Write one such as en_US.UTF-8 or zh_CN.UTF-8, or C.UTF-8 for none.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：没有区域设置“{value}”。',
      why: '区域设置由语言和国家或地区组成，编码为 UTF-8。',
      remedy: '请填写 en_US.UTF-8、zh_CN.UTF-8 等，或填写 C.UTF-8 表示不指定。',
    },
  },
  'answer.unknownKeyboard': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: there is no keyboard layout "{value}".',
      why: 'Layouts are called by their country, such as us, de or cn; a variant follows a dash.',
      remedy: 'Correct it; the nearest is "{nearest}".',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：没有键盘布局“{value}”。',
      why: '键盘布局按国家或地区命名，例如 us、de、cn，变体写在连字符之后。',
      remedy: '请更正，最接近的是“{nearest}”。',
    },
  },
  'answer.rangeBackwards': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: the range ends at {max} before it begins at {min}.',
      why: 'Nothing lies in it, so that no disk could ever fit.',
      remedy: 'Exchange them, or correct one.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：范围的上限 {max} 小于下限 {min}。',
      why: '这样的范围不包含任何值，不会有磁盘符合。',
      remedy: '请对调或更正。',
    },
  },
  'answer.countImpossible': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: {count} disks are asked for, but only {named} are named.',
      why: 'Each serial or WWN without * or ? is one disk.',
      remedy: 'Name the others, or lower the count.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：要求 {count} 块磁盘，但只列出了 {named} 块。',
      why: '不含 * 或 ? 的序列号或 WWN 各对应一块磁盘。',
      remedy: '请补全其余磁盘，或减小数量。',
    },
  },
  'answer.wipeNothing': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: this rule wipes disks for "{area}", but none are chosen.',
      why: 'A rule that can never be used is a mistake more often than not.',
      remedy: 'Choose disks for "{area}", or remove the rule.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：该规则清除用于“{area}”的磁盘，但并未选择此类磁盘。',
      why: '永远用不上的规则多半是写错了。',
      remedy: '请为“{area}”选择磁盘，或删除该规则。',
    },
  },
  'answer.wipeNever': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: no disk can ever fit this rule and what is chosen for "{area}".',
      why: 'A rule wipes only disks that the plan uses; this one asks for others.',
      remedy: 'Make it fit the chosen disks, or remove it.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：不存在同时符合该规则与“{area}”所选磁盘的磁盘。',
      why: '规则只清除安装计划使用的磁盘，而该规则针对的是其他磁盘。',
      remedy: '请使其与所选磁盘一致，或删除该规则。',
    },
  },
  'answer.unknownPolicy': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: there is no policy "{name}".',
      why: 'The shipped policies are: {names}. Without one, the station judges by its own.',
      remedy: 'Correct it; the nearest is "{nearest}".',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：没有预检策略“{name}”。',
      why: '自带的预检策略有：{names}。不指定时采用部署站的策略。',
      remedy: '请更正，最接近的是“{nearest}”。',
    },
  },
  'answer.sameHook': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: a hook "{name}" is there already.',
      why: 'Hooks are known by their names, in reports and in the order; kvm, storage, network and time are those of VMP.',
      remedy: 'Give it another name.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：安装后钩子“{name}”已存在。',
      why: '报告和执行顺序都按名称区分钩子；kvm、storage、network、time 是自带钩子的名称。',
      remedy: '请使用其他名称。',
    },
  },
  'answer.hookOrder': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: the hook "{name}" is to run both before and after "{hook}".',
      why: 'It runs once.',
      remedy: 'Remove one of the two.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：安装后钩子“{name}”既要在“{hook}”之前又要在其之后运行。',
      why: '每个钩子只运行一次。',
      remedy: '请删除其一。',
    },
  },
  'answer.scriptUnreadable': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: the script "{script}" could not be read: {problem}.',
      why: 'Scripts lie beside the answer file, are at most 64 KiB of text, and are taken into it when it is read.',
      remedy: 'Correct the name, or put the script there.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：无法读取脚本“{script}”：{problem}。',
      why: '脚本文件与应答文件放在一起，为不超过 64 KiB 的文本，读取应答文件时会一并载入。',
      remedy: '请更正文件名，或将脚本放到该位置。',
    },
  },
  'answer.scriptElsewhere': {
    status: 400,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: the script "{script}" is not here.',
      why: 'Only the text of the answer has come, without the files beside it.',
      remedy: 'Write the script into the answer as "text".',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：此处没有脚本“{script}”。',
      why: '收到的只有应答文件本身，不包含旁边的文件。',
      remedy: '请把脚本以“text”写入应答文件。',
    },
  },
  'answer.sameMatch': {
    status: 409,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: there is an override for {match} in line {other} already.',
      why: 'Which of the two holds could not be seen from either.',
      remedy: 'Make one of them.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：第 {other} 行已有针对 {match} 的单独设置。',
      why: '两处并存时看不出以哪一处为准。',
      remedy: '请合并为一处。',
    },
  },
  'answer.sameValue': {
    status: 409,
    exit: 2,
    en: {
      what: '{file}, line {line}, column {column}: "{value}" is given to another machine in line {other}.',
      why: 'Names and addresses belong to one machine each.',
      remedy: 'Change one of them.',
    },
    zh: {
      what: '{file} 第 {line} 行第 {column} 列：“{value}”在第 {other} 行已分配给另一台裸机。',
      why: '名称和地址只能属于一台裸机。',
      remedy: '请修改其中之一。',
    },
  },
} as const satisfies ErrorTable
