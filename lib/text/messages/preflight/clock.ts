import type { MessageTable } from '../../types.ts'

/** What the check of the clock finds. */
export const clockMessages = {
  'preflight.clock.title': { en: 'Clock', zh: '时钟' },
  'preflight.clock.unread.cause': { en: 'The clocks could not be read.', zh: '无法读取时钟。' },
  'preflight.clock.unread.remedy': {
    en: 'Look at what the report lists as not read, and check again.',
    zh: '请查看报告中“未能读取”的项目，处理后重新检查。',
  },
  'preflight.clock.noReference.cause': {
    en: 'There was no right time to compare the clock with.',
    zh: '没有可供比对的标准时间。',
  },
  'preflight.clock.noReference.remedy': {
    en: 'Compare the shown time with a watch, in UTC; or start the machine from a station, or let chrony find a time server.',
    zh: '请将所示时间（UTC）与手表核对；或从部署站启动，或让 chrony 连接时间服务器。',
  },
  'preflight.clock.fixed.cause': {
    en: 'The clock was set right; it showed {before} as found.',
    zh: '时钟已校准；校准前显示 {before}。',
  },
  'preflight.clock.fixed.remedy': {
    en: 'Look once more after the next restart: a clock that is wrong again needs a new battery.',
    zh: '请在下次重启后再查看一次：若再次出错，需更换主板电池。',
  },
  'preflight.clock.off.cause': {
    en: 'The clock was wrong as found. Certificates, logs and the cluster need the right time.',
    zh: '检查时发现时钟偏差过大。证书、日志和集群都依赖正确的时间。',
  },
  'preflight.clock.off.remedy': {
    en: 'Set date and time in the firmware setup, in UTC, or let --fix write the right time into the clock.',
    zh: '请在 BIOS 设置中校准日期和时间（使用 UTC），或用 --fix 将正确时间写入硬件时钟。',
  },
  'preflight.clock.drift.cause': { en: 'The clock was a little off as found.', zh: '检查时发现时钟有少量偏差。' },
  'preflight.clock.drift.remedy': {
    en: 'Set date and time in the firmware setup, in UTC, or let --fix write the right time into the clock.',
    zh: '请在 BIOS 设置中校准日期和时间（使用 UTC），或用 --fix 将正确时间写入硬件时钟。',
  },
  'preflight.clock.localTime.cause': {
    en: 'The clock is set to local time. Hosts keep it in UTC.',
    zh: '硬件时钟设成了本地时间；主机应使用 UTC。',
  },
  'preflight.clock.localTime.remedy': {
    en: 'Set date and time in the firmware setup, in UTC, or let --fix write the right time into the clock.',
    zh: '请在 BIOS 设置中校准日期和时间（使用 UTC），或用 --fix 将正确时间写入硬件时钟。',
  },
  'preflight.clock.notSettable.cause': {
    en: 'There is no hardware clock that can be set: after a loss of power the time is wrong.',
    zh: '没有可写入的硬件时钟：断电后时间会出错。',
  },
  'preflight.clock.notSettable.remedy': {
    en: 'Look in the firmware setup whether the date can be changed there; on a real server have the mainboard looked at.',
    zh: '请在 BIOS 设置中确认能否修改日期；若为实体服务器，请检修主板。',
  },
  'preflight.clock.batteryLow.cause': {
    en: 'The battery of the hardware clock is low.',
    zh: '硬件时钟（主板）电池电量不足。',
  },
  'preflight.clock.batteryLow.remedy': {
    en: 'Switch the server off, unplug it, and replace the battery on the mainboard (usually CR2032); then set the clock. An old battery also loses the firmware settings.',
    zh: '请关机并拔掉电源线，更换主板电池（通常为 CR2032），然后校准时钟。电池耗尽还会丢失 BIOS 设置。',
  },
  'preflight.clock.reset.cause': {
    en: 'The hardware clock shows a time before its firmware was made: it has lost its time, probably because its battery is empty.',
    zh: '硬件时钟的时间早于固件（BIOS）的发布日期：时钟已丢失时间，电池可能已耗尽。',
  },
  'preflight.clock.reset.remedy': {
    en: 'Switch the server off, unplug it, and replace the battery on the mainboard (usually CR2032); set the clock, and look through the firmware settings: they may be lost, too.',
    zh: '请关机并拔掉电源线，更换主板电池（通常为 CR2032），校准时钟，并核对 BIOS 设置是否也已丢失。',
  },
} as const satisfies MessageTable
