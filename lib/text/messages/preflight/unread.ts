import type { MessageTable } from '../../types.ts'

/**
 * What could not be read, and why. Reports keep both in English, as the source gave them; these are found again in there by
 * their English text (preflight/report/unread.ts).
 */
export const unreadMessages = {
  'report.unread.contents': { en: 'contents of {disk}', zh: '{disk} 上的内容' },
  'report.unread.health': { en: 'health of {disk}', zh: '{disk} 的健康状态' },
  'report.unread.disk': { en: 'disk {disk}', zh: '磁盘 {disk}' },
  'report.unread.controllers': { en: 'RAID controllers', zh: 'RAID 卡' },
  'report.unread.arrays': { en: 'arrays', zh: '阵列' },
  'report.unread.bootMedium': { en: 'boot medium', zh: '启动介质' },
  'report.unread.bootMode': { en: 'boot mode', zh: '启动模式' },
  'report.unread.behindSmartArray': { en: 'disks behind Smart Array', zh: 'Smart Array 卡下的磁盘' },
  'report.unread.behind': { en: 'disks behind controllers', zh: 'RAID 卡下的磁盘' },
  'report.unread.kernelLog': { en: 'kernel log', zh: '内核日志' },
  'report.unread.memoryErrors': { en: 'memory errors', zh: '内存错误计数' },
  'report.unread.memory': { en: 'memory', zh: '内存' },
  'report.unread.nics': { en: 'nics', zh: '网卡' },
  'report.unread.power': { en: 'power', zh: '节能设置' },
  'report.unread.system': { en: 'system', zh: '系统信息' },
  'report.unread.registers': { en: 'virtualization registers', zh: '虚拟化寄存器（MSR）' },
  'report.unread.network': { en: 'network', zh: '周边网络' },
  'report.unread.fleet': { en: 'fleet', zh: '其他服务器' },
  'report.unread.bmc': { en: 'bmc', zh: '管理控制器（BMC）' },
  'report.reason.late': { en: 'no answer within {seconds} s', zh: '{seconds} 秒内无响应' },
  'report.reason.smbios': { en: 'the firmware shows no SMBIOS tables', zh: '固件未提供 SMBIOS 表' },
  'report.reason.noDriver': {
    en: 'the kernel has no driver for it (modules ipmi_si, ipmi_devintf)',
    zh: '内核没有对应的驱动（模块 ipmi_si、ipmi_devintf）',
  },
  'report.reason.notThere': { en: '{file} is not there', zh: '{file} 不存在' },
  'report.reason.denied': { en: 'EACCES: permission denied', zh: '没有权限（EACCES）' },
  'report.reason.notPermitted': { en: 'EPERM: operation not permitted', zh: '操作不允许（EPERM）' },
  'report.reason.missing': { en: 'ENOENT: no such file or directory', zh: '文件不存在（ENOENT）' },
} as const satisfies MessageTable
