import type { MessageTable } from '../../types.ts'

/** What the check of firmware finds. */
export const firmwareMessages = {
  'preflight.firmware.title': { en: 'Firmware', zh: '固件（BIOS）' },
  'preflight.firmware.mixedModes.cause': {
    en: 'This machine starts in another mode than others: {same} start as it does, {different} the other way.',
    zh: '本机的启动模式与其他裸机不同：{same} 台与其相同，{different} 台不同。',
  },
  'preflight.firmware.mixedModes.remedy': {
    en: 'Choose one boot mode for all, best UEFI, in the firmware setup, before the installation: a system that is installed does not start in the other mode.',
    zh: '请在安装前于 BIOS 设置中统一启动模式，建议使用 UEFI；安装后再切换将无法启动。',
  },
  'preflight.firmware.older.cause': {
    en: 'The firmware is older than that of {machine}, a machine of the same model.',
    zh: '固件版本旧于同型号的 {machine}。',
  },
  'preflight.firmware.older.remedy': {
    en: 'Bring all machines of a model to the same, newest firmware from the maker.',
    zh: '请将同型号裸机统一更新到厂商的最新固件。',
  },
  'preflight.firmware.secureBootOff.cause': {
    en: 'Secure Boot is off: the firmware starts any boot loader.',
    zh: '安全启动（Secure Boot）未开启：固件会启动任意引导程序。',
  },
  'preflight.firmware.secureBootOff.remedy': {
    en: 'If the site asks for it, enable Secure Boot in the firmware setup, among the security or boot options; it needs UEFI mode without CSM (Legacy). VMP starts with it.',
    zh: '如现场有要求，请在 BIOS 设置的安全或启动选项中启用安全启动；需使用 UEFI 模式并关闭 CSM（Legacy）。VMP 支持安全启动。',
  },
} as const satisfies MessageTable
