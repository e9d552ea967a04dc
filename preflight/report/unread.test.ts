import { expect, test } from 'vitest'
import { VmpError } from '../../lib/errors.ts'
import { lateReason, reasonOf } from '../facts/reason.ts'
import { reasonText, sourceText } from './unread.ts'

test.each([
  ['a missing program', reasonOf(new VmpError('command.missing', { command: 'dmidecode' })), '找不到程序 dmidecode。'],
  ['a source that is late', lateReason(5), '5 秒内无响应'],
  ['a denied file', "EACCES: permission denied, open '/dev/mem'", "没有权限（EACCES）, open '/dev/mem'"],
  [
    'a program that fails, with its own words after ours',
    'wipefs failed with exit code 1. wipefs: error: /dev/vda',
    'wipefs 执行失败，退出码 1。 wipefs: error: /dev/vda',
  ],
  ['what nobody foresaw', 'the moon is full', 'the moon is full'],
])('the reason of %s is told in Chinese', (_, reason, chinese) => {
  expect(reasonText(reason, 'zh')).toBe(chinese)
  expect(reasonText(reason, 'en')).toBe(reason)
})

test.each([
  ['contents of vda', 'vda 上的内容'],
  ['disk sda', '磁盘 sda'],
  ['memory', '内存'],
  ['memory errors', '内存错误计数'],
  ['mdadm', 'mdadm'],
])('the source %s is %s in Chinese', (source, chinese) => {
  expect(sourceText(source, 'zh')).toBe(chinese)
  expect(sourceText(source, 'en')).toBe(source)
})
