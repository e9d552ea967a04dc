import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isSystemError, isVmpError } from '../lib/errors.ts'
import { CommandError, run } from '../lib/exec.ts'
import { paths } from '../lib/paths.ts'
import { probeArgs, probeExit, probeSector } from '../lib/tools/qemu.ts'
import type { Accelerator } from '../lib/tools/qemu.ts'
import { bootId } from './process.ts'

/** A working KVM runs the probe in a tenth of a second. */
const probeTimeoutMs = 10_000

/** Runs a tiny guest under KVM; only one that gets to its end counts, because /dev/kvm may be there and not work. */
async function tryKvm(signal?: AbortSignal): Promise<Accelerator> {
  const folder = await mkdtemp(join(tmpdir(), 'vmp-lab-probe-'))
  const stuck = new AbortController()
  try {
    const sector = join(folder, 'probe.img')
    await writeFile(sector, probeSector())
    await run('qemu-system-x86_64', probeArgs(sector), {
      timeout: probeTimeoutMs,
      signal: AbortSignal.any([stuck.signal, ...(signal ? [signal] : [])]),
      // QEMU says so and then waits for a debugger.
      onLine: (line) => {
        if (line.startsWith('KVM internal error')) stuck.abort()
      },
    })
    return 'tcg'
  } catch (error) {
    if (error instanceof CommandError) return error.exit === probeExit ? 'kvm' : 'tcg'
    const gaveUp = stuck.signal.aborted || (isVmpError(error) && error.code === 'command.timeout')
    if (gaveUp && !signal?.aborted) return 'tcg'
    throw error
  } finally {
    await rm(folder, { recursive: true })
  }
}

interface Verdict {
  bootId: string
  accelerator: Accelerator
}

async function remembered(file: string): Promise<Verdict | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Verdict
  } catch (error) {
    // A file cut short by a power loss is as good as none.
    if ((isSystemError(error) && error.code === 'ENOENT') || error instanceof SyntaxError) return undefined
    throw error
  }
}

/** KVM where it works, else TCG; tried once per start of this machine and remembered. */
export async function accelerator(signal?: AbortSignal): Promise<Accelerator> {
  const file = paths.run('lab-accelerator.json')
  const boot = await bootId()
  const verdict = await remembered(file)
  if (verdict?.bootId === boot) return verdict.accelerator
  const found = await tryKvm(signal)
  await mkdir(paths.run(), { recursive: true })
  await writeFile(file, JSON.stringify({ bootId: boot, accelerator: found } satisfies Verdict))
  return found
}
