import type { MessageTable } from '../types.ts'

export const usbMessages = {
  'usb.description': { en: 'write bootable USB sticks', zh: '制作启动 U 盘' },
  'usb.list.help': { en: 'list the USB disks that can be written', zh: '列出可写入的 USB 磁盘' },
  'usb.write.help': {
    en: 'write an ISO to a USB disk and read every byte back; without an ISO one is built',
    zh: '将 ISO 写入 USB 磁盘并逐字节读回校验；未指定 ISO 时先构建一个',
  },
  'usb.option.device': { en: 'the disk, as /dev/sdX', zh: '磁盘，如 /dev/sdX' },
  'usb.option.serial': {
    en: "the disk's serial number as `vmp usb list` shows it, in place of typing it",
    zh: '磁盘序列号（同 vmp usb list 所示），用于免去键入确认',
  },
  'usb.option.reports': {
    en: 'also make a partition that machines save their reports to',
    zh: '同时建立一个供机器保存报告的分区',
  },
  'usb.write': { en: 'USB stick', zh: 'U 盘' },
  'usb.write.write': { en: 'Writing', zh: '写入' },
  'usb.write.verify': { en: 'Reading back', zh: '读回校验' },
  'usb.write.finish': { en: 'Making it start', zh: '写入引导' },
  'usb.unusable': {
    en: '{device} was not finished: it starts nothing, and what was on it is gone',
    zh: '{device} 未写完：无法启动，原有内容已不在',
  },
  'usb.written': {
    en: '{device} is ready: {size} written and read back. It can be pulled out.',
    zh: '{device} 已就绪：已写入并校验 {size}。可以拔出。',
  },
  'usb.none': {
    en: 'No USB disk is plugged in that could be written. Disks that stay in the machine are never shown.',
    zh: '没有可写入的 USB 磁盘。固定在机器内的磁盘不会列出。',
  },
  'usb.column.device': { en: 'DEVICE', zh: '设备' },
  'usb.column.model': { en: 'MODEL', zh: '型号' },
  'usb.column.size': { en: 'SIZE', zh: '容量' },
  'usb.column.serial': { en: 'TYPE THIS TO CONFIRM', zh: '确认时键入' },
  'usb.column.holds': { en: 'HOLDS', zh: '现有内容' },
  'usb.empty': { en: 'nothing', zh: '空' },
  'usb.about': {
    en: 'Everything on {device} ({model}, {size}) will be lost. It holds: {holds}',
    zh: '{device}（{model}，{size}）上的全部内容将丢失。现有内容：{holds}',
  },
  'usb.ask': { en: 'Type {expected} to go on: ', zh: '键入 {expected} 以继续：' },
} as const satisfies MessageTable
