/** Runs the tiny guest (guest.ts) under libvirt and reads its words back. Nothing of it is left, however it ends. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isSystemError } from '../../../lib/errors.ts'
import { CommandError } from '../../../lib/exec.ts'
import { createArgs, destroyArgs, listArgs, parseNames } from '../../../lib/tools/virsh.ts'
import type { HookContext, HookProblem } from '../hook.ts'
import { guestName, guestSector, guestXml, parseWords } from './guest.ts'

const minute = 60_000
/** Milliseconds until the guest has spoken: a twentieth of a second on a server, ten seconds in a rehearsal. */
const within = 2 * minute
const look = 200

export async function runGuest(context: HookContext): Promise<HookProblem> {
  const { run, signal, scratch, log } = context
  const word = context.newId()
  const files = { disk: join(scratch, 'guest.img'), serial: join(scratch, 'serial.log') }
  const definition = join(scratch, 'guest.xml')
  await writeFile(files.disk, guestSector(word), { mode: 0o600 })
  await writeFile(definition, guestXml(files), { mode: 0o600 })
  // One that an earlier run was cut off from.
  await end(context)
  const began = performance.now()
  try {
    await run('virsh', createArgs(definition), { timeout: 3 * minute, signal })
    const deadline = performance.now() + within
    for (;;) {
      const words = parseWords(await contentOf(files.serial), word)
      if (words !== undefined) {
        if (!words.isKvm) return { code: 'hook.kvm.notKvm', params: { hypervisor: words.hypervisor || '-' } }
        log(`a guest ran under KVM and answered within ${Math.round(performance.now() - began)} ms`)
        return null
      }
      if (performance.now() > deadline) return { code: 'hook.kvm.silent', params: { seconds: within / 1000 } }
      await context.pause(look)
    }
  } catch (error) {
    if (error instanceof CommandError)
      return { code: 'hook.kvm.notStarted', params: { problem: error.stderrTail || '-' } }
    throw error
  } finally {
    await end(context)
  }
}

/** Ends the guest if it is there: it may have ended by itself in between, which is as well. */
async function end({ run }: HookContext): Promise<void> {
  // Not by the hook's signal: its time may just have run out.
  const { stdout } = await run('virsh', listArgs, { timeout: 4 * minute })
  if (parseNames(stdout).includes(guestName))
    await run('virsh', destroyArgs(guestName), { timeout: minute, anyExit: true })
}

async function contentOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}
