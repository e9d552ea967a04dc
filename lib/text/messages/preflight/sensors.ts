import type { MessageTable } from '../../types.ts'

/** What the check of sensors and event log finds. */
export const sensorsMessages = {
  'preflight.sensors.title': { en: 'Sensors and event log', zh: '传感器与事件日志' },
  'preflight.sensors.unread.cause': {
    en: 'There is a management controller, but neither its sensors nor its event log could be read.',
    zh: '本机有管理控制器（BMC），但无法读取其传感器和事件日志。',
  },
  'preflight.sensors.unread.remedy': {
    en: 'Look at its web page; restart it (ipmitool mc reset cold) if it does not answer, and check again.',
    zh: '请查看其网页；若无响应，请重启管理控制器（ipmitool mc reset cold）后重新检查。',
  },
  'preflight.sensors.unsure.cause': {
    en: 'Whether the machine has a management controller, and with it sensors and an event log, could not be found out.',
    zh: '无法确定本机是否有管理控制器（BMC）及其传感器和事件日志。',
  },
  'preflight.sensors.unsure.remedy': {
    en: 'Run the check as root, with dmidecode and ipmitool installed, or boot the machine from a station.',
    zh: '请安装 dmidecode 和 ipmitool 后以 root 身份重新检查，或从部署站启动本机。',
  },
  'preflight.sensors.critical.cause': {
    en: 'The sensor {subject} is in a critical state.',
    zh: '传感器 {subject} 处于严重告警状态。',
  },
  'preflight.sensors.critical.remedy': {
    en: 'Look at what it measures: fan, power supply (are all power cords plugged in and live?), temperature or voltage; repair it before the installation.',
    zh: '请检查其对应的部件：风扇、电源（各路电源线是否插好、有电）、温度或电压，并在安装前修复。',
  },
  'preflight.sensors.warning.cause': {
    en: 'The sensor {subject} warns.',
    zh: '传感器 {subject} 处于告警状态。',
  },
  'preflight.sensors.warning.remedy': {
    en: 'Look at what it measures: fan, power supply (are all power cords plugged in and live?), temperature or voltage.',
    zh: '请检查其对应的部件：风扇、电源（各路电源线是否插好、有电）、温度或电压。',
  },
  'preflight.sensors.eventLog.cause': {
    en: 'The event log is not empty. Its last entries:\n{last}',
    zh: '事件日志不为空，最近的记录：\n{last}',
  },
  'preflight.sensors.eventLog.remedy': {
    en: 'Read it through, repair what it tells of, keep a copy for the warranty (ipmitool sel elist > sel.txt), and empty it (ipmitool sel clear), so that what is new will be seen.',
    zh: '请逐条查看并处理其中的问题，留存一份以备保修（ipmitool sel elist > sel.txt），然后清空日志（ipmitool sel clear），以便发现新的记录。',
  },
} as const satisfies MessageTable
