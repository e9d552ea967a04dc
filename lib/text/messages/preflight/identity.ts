import type { MessageTable } from '../../types.ts'

/** What the check of identity finds. */
export const identityMessages = {
  'preflight.identity.title': { en: 'Identity', zh: '设备标识' },
  'preflight.identity.unread.cause': {
    en: 'The machine’s names (serial number, UUID) could not be read.',
    zh: '无法读取设备标识（序列号、UUID）。',
  },
  'preflight.identity.unread.remedy': {
    en: 'Look at what the report lists as not read, and check again.',
    zh: '请查看报告中“未能读取”的项目，处理后重新检查。',
  },
  'preflight.identity.sharedUuid.cause': {
    en: 'The UUID is that of another machine, too: {machines}.',
    zh: 'UUID 与其他裸机相同：{machines}。',
  },
  'preflight.identity.sharedUuid.remedy': {
    en: 'Have the maker’s tool write a new UUID, or the mainboard replaced; for virtual machines give each its own. Until then the machines cannot be told apart safely.',
    zh: '请用厂商工具写入新的 UUID 或更换主板；虚拟机请分别设置。在此之前无法可靠区分这些裸机。',
  },
  'preflight.identity.sharedSerial.cause': {
    en: 'The serial number is that of another machine, too: {machines}.',
    zh: '序列号与其他裸机相同：{machines}。',
  },
  'preflight.identity.sharedSerial.remedy': {
    en: 'Compare with the label on the chassis, and have the maker’s tool write the right serial number.',
    zh: '请与机箱标签核对，并用厂商工具写入正确的序列号。',
  },
  'preflight.identity.sharedMac.cause': {
    en: 'Port {subject} has the same Ethernet address as another machine: {machines}.',
    zh: '网卡 {subject} 的 MAC 地址与其他裸机相同：{machines}。',
  },
  'preflight.identity.sharedMac.remedy': {
    en: 'Two such machines disturb each other on one network. Reset a changed address in the card’s setup, or replace the card; for virtual machines give each its own.',
    zh: '两台这样的裸机在同一网络中会互相干扰。请在网卡设置中恢复出厂地址或更换网卡；虚拟机请分别设置。',
  },
  'preflight.identity.sharedAddress.cause': {
    en: 'The management controller has the same IP address as another machine: {machines}.',
    zh: '管理控制器（BMC）的 IP 地址与其他裸机相同：{machines}。',
  },
  'preflight.identity.sharedAddress.remedy': {
    en: 'Give the management controller an address of its own, in the firmware setup or with ipmitool lan set.',
    zh: '请在 BIOS 设置中或用 ipmitool lan set 为管理控制器设置独立的地址。',
  },
  'preflight.identity.blankSerial.cause': {
    en: 'The machine has no serial number of its own.',
    zh: '设备没有自己的序列号。',
  },
  'preflight.identity.blankSerial.remedy': {
    en: 'Have the maker’s tool write the number of the label on the chassis. Until then the machine is recognised by its UUID, if it has one, and by the addresses of its network ports.',
    zh: '请用厂商工具写入机箱标签上的序列号。在此之前将以 UUID（如有）和网卡地址识别该裸机。',
  },
  'preflight.identity.blankUuid.cause': { en: 'The machine has no UUID of its own.', zh: '设备没有自己的 UUID。' },
  'preflight.identity.blankUuid.remedy': {
    en: 'Have the maker’s tool write one, or update the firmware. Until then the machine is recognised by its serial number, if it has one, and by the addresses of its network ports.',
    zh: '请用厂商工具写入 UUID 或更新固件。在此之前将以序列号（如有）和网卡地址识别该裸机。',
  },
} as const satisfies MessageTable
