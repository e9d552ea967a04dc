import type { MessageTable } from '../../types.ts'

/** What the check of virtualization finds. */
export const virtualizationMessages = {
  'preflight.virtualization.title': { en: 'Virtualization', zh: '硬件虚拟化' },
  'preflight.virtualization.absent.cause': {
    en: 'The processor offers no hardware virtualization (VT-x or AMD-V), or the firmware hides it.',
    zh: '处理器不支持硬件虚拟化（VT-x 或 AMD-V），或固件（BIOS）将其隐藏。',
  },
  'preflight.virtualization.absent.remedy': {
    en: 'Enter the firmware setup (Del, F2, F9 or F1 while the server starts), look among the processor options for Intel Virtualization Technology (VT-x, VMX) or SVM Mode and enable it. If there is no such option, this processor cannot run virtual machines: use another server.',
    zh: '请进入 BIOS 设置（开机时按 Del、F2、F9 或 F1），在处理器选项中查找 Intel Virtualization Technology（VT-x、VMX）或 SVM Mode 并启用。若没有该选项，说明此处理器无法运行虚拟机，请更换服务器。',
  },
  'preflight.virtualization.guest.cause': {
    en: 'This is itself a virtual machine, and its host passes no hardware virtualization on to it.',
    zh: '本机本身是一台虚拟机，其宿主机未向它开放硬件虚拟化。',
  },
  'preflight.virtualization.guest.remedy': {
    en: 'Enable nested virtualization for it on its host (CPU model host-passthrough or host-model), and start it anew.',
    zh: '请在其宿主机上为它启用嵌套虚拟化（CPU 模式选 host-passthrough 或 host-model），然后关机再启动。',
  },
  'preflight.virtualization.off.cause': {
    en: 'Hardware virtualization is switched off in the firmware.',
    zh: '固件（BIOS）中关闭了硬件虚拟化。',
  },
  'preflight.virtualization.off.remedy': {
    en: 'In the firmware setup (Del, F2, F9 or F1 while the server starts), among the processor options, enable Intel Virtualization Technology (VT-x, VMX) or SVM Mode, save, and switch the server off and on again.',
    zh: '请在 BIOS 设置（开机时按 Del、F2、F9 或 F1）的处理器选项中启用 Intel Virtualization Technology（VT-x、VMX）或 SVM Mode，保存后将服务器完全断电再开机。',
  },
  'preflight.virtualization.locked.cause': {
    en: 'Hardware virtualization is switched off in the firmware and locked: the operating system cannot switch it on.',
    zh: '固件（BIOS）中关闭并锁定了硬件虚拟化，操作系统无法自行开启。',
  },
  'preflight.virtualization.locked.remedy': {
    en: 'In the firmware setup (Del, F2, F9 or F1 while the server starts), among the processor options, enable Intel Virtualization Technology (VT-x, VMX) or SVM Mode, save, and switch the server off and on again: on many servers a restart alone keeps the lock.',
    zh: '请在 BIOS 设置（开机时按 Del、F2、F9 或 F1）的处理器选项中启用 Intel Virtualization Technology（VT-x、VMX）或 SVM Mode，保存后将服务器完全断电再开机：许多服务器仅重启不会解除锁定。',
  },
  'preflight.virtualization.unusable.cause': {
    en: 'The processor offers hardware virtualization, but no virtual machine can be made ({problem}).',
    zh: '处理器支持硬件虚拟化，但无法创建虚拟机（{problem}）。',
  },
  'preflight.virtualization.unusable.remedy': {
    en: 'Check in the firmware setup that VT-x or SVM Mode is enabled, switch the server off and on again, and update its firmware. On a running Linux of your own, load the module kvm_intel or kvm_amd first.',
    zh: '请在 BIOS 设置中确认已启用 VT-x 或 SVM Mode，将服务器完全断电再开机，并更新固件。若在自己的 Linux 上运行预检，请先加载 kvm_intel 或 kvm_amd 模块。',
  },
  'preflight.virtualization.unread.cause': {
    en: 'Whether virtual machines can run here could not be found out.',
    zh: '无法判断本机能否运行虚拟机。',
  },
  'preflight.virtualization.unread.remedy': {
    en: 'Look at what the report lists as not read, and check again.',
    zh: '请查看报告中“未能读取”的项目，处理后重新检查。',
  },
  'preflight.virtualization.iommuOff.cause': {
    en: 'The firmware offers no IOMMU (VT-d or AMD-Vi): no PCI device can be given to a virtual machine.',
    zh: '固件（BIOS）未提供 IOMMU（VT-d 或 AMD-Vi），无法将 PCI 设备直通给虚拟机。',
  },
  'preflight.virtualization.iommuOff.remedy': {
    en: 'Enable Intel VT-d (VT for Directed I/O) or AMD IOMMU in the firmware setup; look beside the virtualization option, or on the chipset’s pages (North Bridge, IIO, NBIO). Without passing devices through it may stay off.',
    zh: '请在 BIOS 设置中启用 Intel VT-d（VT for Directed I/O）或 AMD IOMMU：通常在虚拟化选项旁，或在芯片组页面（North Bridge、IIO、NBIO）中。若不需要设备直通，可保持关闭。',
  },
  'preflight.virtualization.iommuInactive.cause': {
    en: 'The firmware offers an IOMMU, but the running system does not use it.',
    zh: '固件（BIOS）提供了 IOMMU，但当前系统未启用。',
  },
  'preflight.virtualization.iommuInactive.remedy': {
    en: 'Start the system with the kernel argument intel_iommu=on on Intel, and without iommu=off on any; some firmwares need VT-d or IOMMU set to Enabled instead of Auto.',
    zh: 'Intel 平台请以内核参数 intel_iommu=on 启动，并确认没有 iommu=off；部分 BIOS 需将 VT-d 或 IOMMU 由 Auto 改为 Enabled。',
  },
  'preflight.virtualization.nestedOff.cause': {
    en: 'Virtual machines here cannot run virtual machines themselves (nested virtualization is off).',
    zh: '本机的虚拟机内不能再运行虚拟机（嵌套虚拟化未开启）。',
  },
  'preflight.virtualization.nestedOff.remedy': {
    en: 'Only if you need it: load kvm_intel or kvm_amd with nested=1.',
    zh: '如有需要，请以参数 nested=1 加载 kvm_intel 或 kvm_amd 模块。',
  },
} as const satisfies MessageTable
