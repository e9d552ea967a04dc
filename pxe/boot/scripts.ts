import { render } from '../../lib/template.ts'
import { say } from '../../lib/text/say.ts'
import type { BootDecision } from './decision.ts'

/** Console of firmware and loaders draw no Chinese, so what they say is English. */
const waiting = (why: 'no-image' | 'unknown-nic'): string =>
  say('en', why === 'no-image' ? 'boot.noImage' : 'boot.unknownNic')

function data(decision: BootDecision): Record<string, unknown> {
  const isDisk = decision.action === 'disk'
  const goal = { live: decision.action === 'live', disk: isDisk, local: isDisk && decision.method === 'local' }
  if (decision.action === 'live') return { ...goal, image: decision.image, commandLine: decision.commandLine }
  return decision.action === 'wait' ? { ...goal, message: waiting(decision.why) } : goal
}

/** The script of one machine for iPXE (templates/boot/script.ipxe.hbs). */
export function renderIpxe(decision: BootDecision, bootUrl: string): string {
  return render('boot/script.ipxe.hbs', 'ipxe', { ...data(decision), bootUrl })
}

/** The script of one machine for GRUB; paths are relative to the server GRUB itself came from, TFTP or HTTP. */
export function renderGrub(decision: BootDecision): string {
  return render('boot/machine.grub.cfg.hbs', 'grub', data(decision))
}

/** The first configuration that GRUB reads; it asks for the script of the machine. */
export function renderGrubEntry(): string {
  return render('boot/grub.cfg.hbs', 'grub', {})
}
