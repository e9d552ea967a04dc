import type { ErrorTable } from '../types.ts'

export const upgradeErrors = {
  'host.notInstalled': {
    status: 409,
    exit: 2,
    en: {
      what: 'This system was not started from the disks of an installed host.',
      why: 'Only a host has slots; a live system or another Linux has none.',
      remedy: 'Run this on an installed host.',
    },
    zh: {
      what: '当前系统不是从已安装物理主机的磁盘启动的。',
      why: '只有物理主机才有系统槽位；临时系统或其他 Linux 没有。',
      remedy: '请在已安装的物理主机上运行。',
    },
  },
  'host.documentDamaged': {
    status: 500,
    exit: 1,
    en: {
      what: 'The host document cannot be used: {file}.',
      why: 'It is missing, damaged, or of another version.',
      remedy: 'Choose the other slot in the boot menu, or start the rescue system and look at the file.',
    },
    zh: {
      what: '主机文档无法使用：{file}。',
      why: '文件缺失、损坏，或版本不符。',
      remedy: '请在启动菜单中选择另一个系统槽位，或启动救援系统查看该文件。',
    },
  },
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
