/** The processors, from /proc/cpuinfo. */
import type { Reader } from '../reader.ts'
import type { CpuFacts } from '../schema/cpu.ts'
import { count, known } from '../text.ts'

/**
 * Virtualization (vmx, svm, their nested paging), whether we are a guest ourselves, what x86-64-v2 and -v3 guests need,
 * and what speeds up storage checksums and encryption.
 */
const interesting = new Set(
  (
    'vmx svm ept npt vpid flexpriority hypervisor lm nx pdpe1gb x2apic ' +
    'cx16 lahf_lm popcnt pni ssse3 sse4_1 sse4_2 avx avx2 bmi1 bmi2 f16c fma abm movbe xsave avx512f ' +
    'aes pclmulqdq sha_ni constant_tsc nonstop_tsc'
  ).split(' '),
)

export const noCpu: CpuFacts = {
  vendor: null,
  model: null,
  sockets: 0,
  cores: 0,
  threads: 0,
  numaNodes: null,
  microcode: null,
  flags: [],
}

export async function readCpu({ text, list }: Reader): Promise<CpuFacts> {
  const cpuinfo = await text('/proc/cpuinfo')
  const threads = (cpuinfo ?? '')
    .split(/\n\n+/)
    .map((block) => new Map(block.split('\n').map((line) => split(line))))
    .filter((thread) => thread.has('processor'))
  const first = threads[0]
  if (first === undefined) throw new Error('/proc/cpuinfo names no processor')
  // A kernel without topology (some guests) leaves both ids out: then each thread is a core of one socket.
  const socket = (thread: Map<string, string>) => thread.get('physical id') ?? '0'
  // Intel lists ept and vpid apart, as "vmx flags", since Linux 5.11.
  const flags = `${first.get('flags') ?? ''} ${first.get('vmx flags') ?? ''}`.split(/\s+/)
  const nodes = (await list('/sys/devices/system/node')).filter((name) => /^node\d+$/.test(name))
  return {
    vendor: known(first.get('vendor_id')),
    model: known(first.get('model name')),
    sockets: new Set(threads.map(socket)).size,
    cores: coresOf(threads, socket),
    threads: threads.length,
    numaNodes: nodes.length === 0 ? null : nodes.length,
    microcode: known(first.get('microcode')),
    flags: [...new Set(flags.filter((flag) => interesting.has(flag)))].sort(),
  }
}

/**
 * The two dies of an Opteron 6100 number their cores from zero each, so that a socket's core ids are fewer than its cores; and
 * a guest may be told of more "cpu cores" than it was given.
 */
function coresOf(threads: readonly Map<string, string>[], socket: (thread: Map<string, string>) => string): number {
  const sockets = Map.groupBy(threads, socket)
  const counts = [...sockets.values()].map((own) => {
    const distinct = new Set(own.map((thread) => thread.get('core id') ?? thread.get('processor'))).size
    const told = count(own[0]?.get('cpu cores')) ?? 0
    return Math.max(distinct, Math.min(told, own.length))
  })
  return counts.reduce((sum, cores) => sum + cores, 0)
}

function split(line: string): [string, string] {
  const colon = line.indexOf(':')
  return colon < 0 ? [line.trim(), ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
}
