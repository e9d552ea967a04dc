import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Count, Known, Text } from './common.ts'

export const CpuFacts = Type.Object({
  vendor: Known(Text),
  model: Known(Text),
  sockets: Count,
  cores: Count,
  threads: Count,
  numaNodes: Known(Count),
  microcode: Known(Text),
  flags: Type.Array(Text, { description: 'of /proc/cpuinfo, only those that decide what may run; see cpu.ts' }),
})
export type CpuFacts = Static<typeof CpuFacts>

export const VirtualizationFacts = Type.Object(
  {
    flag: Known(Type.Enum(['vmx', 'svm'], { description: 'null: /proc/cpuinfo has neither' })),
    guest: Known(Type.Boolean({ description: 'this machine is itself a virtual machine' })),
    msr: Known(
      Type.Object(
        { locked: Type.Boolean(), enabled: Type.Boolean() },
        {
          description:
            'Intel IA32_FEATURE_CONTROL (0x3A: bit 0 lock, bit 2 VMX outside SMX); AMD VM_CR (0xC0010114: bit 3 lock, bit 4 SVM disabled)',
        },
      ),
    ),
    module: Known(Type.Enum(['kvm_intel', 'kvm_amd'], { description: 'the loaded one' })),
    problem: Known(
      Type.String({ maxLength: 256, description: 'what the kernel said: "kvm: disabled by bios", "SVM disabled …"' }),
    ),
    device: Known(Type.Boolean({ description: '/dev/kvm is there' })),
    usable: Known(
      Type.Boolean({ description: 'a virtual machine could really be made through /dev/kvm; null: not tried' }),
    ),
    nested: Known(Type.Boolean({ description: "the module's parameter `nested`" })),
    iommu: Known(
      Type.Object({
        offered: Type.Boolean({ description: 'the firmware has a DMAR or IVRS table' }),
        active: Type.Boolean({ description: 'the kernel has IOMMU groups' }),
      }),
    ),
  },
  { description: 'a flag in /proc/cpuinfo is not enough: the firmware may have locked the feature off' },
)
export type VirtualizationFacts = Static<typeof VirtualizationFacts>

export const IdleState = Type.Object({
  name: Text,
  latency: Known(Type.Integer({ minimum: 0, description: 'microseconds to leave it' })),
  enabled: Type.Boolean(),
})
export type IdleState = Static<typeof IdleState>

export const PowerFacts = Type.Object({
  idle: Type.Object({
    driver: Known(Text),
    states: Type.Array(IdleState, { description: 'of the first processor; a state one of them enables is enabled' }),
  }),
  frequency: Type.Object({
    driver: Known(Text),
    governors: Type.Array(Text, { description: 'in use, each once' }),
    available: Type.Array(Text),
    preferences: Type.Array(Text, { description: 'energy_performance_preference in use, each once' }),
  }),
  bias: Type.Array(Type.Integer({ minimum: 0, maximum: 15 }), {
    description: 'energy_perf_bias in use, each once: 0 performance, 6 normal, 15 power saving',
  }),
  turbo: Known(Type.Boolean()),
})
export type PowerFacts = Static<typeof PowerFacts>
