import type { ErrorTable } from '../types.ts'

export const upgradeErrors = {
  'boot.recordDamaged': {
    status: 500,
    exit: 1,
    en: {
      what: 'The record of the slots cannot be read: {file}.',
      why: 'It says which slot this host starts; without it nothing about slots is changed.',
      remedy: 'See what the mirror of the slots holds: ls -l /run/vmp/system/loader /run/vmp/system/images',
    },
    zh: {
      what: '无法读取系统槽位记录：{file}。',
      why: '该记录说明本机从哪个槽位启动；没有它就不会改动任何槽位。',
      remedy: '请查看槽位镜像盘中的内容：ls -l /run/vmp/system/loader /run/vmp/system/images',
    },
  },
} as const satisfies ErrorTable
