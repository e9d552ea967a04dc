/**
 * The tiny guest that proves KVM: a boot sector that asks its processor what it runs on, says that and a word of ours on its
 * serial line, and resets, which ends it. It leaves nothing behind even when nobody is left to end it.
 */
import { render } from '../../../lib/template.ts'

export const guestName = 'vmp-self-test'

/** Where the text lies in the sector, and where in it the signature is put. */
const textAt = 0x40
const greeting = 'VMP '
/** Of the hypervisor: EBX, ECX, EDX of CPUID leaf 0x40000000 (Documentation/virt/kvm/x86/cpuid.rst). */
const signatureLength = 12
/** What KVM says of itself; QEMU's emulation, which libvirt would take for the type "qemu", says TCGTCGTCGTCG. */
const ofKvm = 'KVMKVMKVM'

const hex = (number: number): string => {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(number)
  return bytes.toString('hex')
}

/** @param word Up to 64 letters, digits and dashes, which come back on the serial line. */
export function guestSector(word: string): Buffer {
  const text = `${greeting}${'\0'.repeat(signatureLength)} ${word}\n`
  const signature = 0x7c00 + textAt + greeting.length
  const code = [
    'ea057c0000', // ljmp 0:0x7c05, wherever the firmware's segments were
    '31c0', // xor ax, ax
    '8ed8', // mov ds, ax
    '66b800000040', // mov eax, 0x40000000
    '0fa2', // cpuid
    `66891e${hex(signature)}`, // mov [signature], ebx
    `66890e${hex(signature + 4)}`, // mov [signature + 4], ecx
    `668916${hex(signature + 8)}`, // mov [signature + 8], edx
    `be${hex(0x7c00 + textAt)}`, // mov si, text
    `b9${hex(text.length)}`, // mov cx, length
    'bafd03', // next: mov dx, 0x3fd
    'ec', // wait: in al, dx
    'a820', // test al, 0x20: the line is free
    '74fb', // jz wait
    'ac', // lodsb
    'baf803', // mov dx, 0x3f8
    'ee', // out dx, al
    'e2f1', // loop next
    'b0fe', // mov al, 0xfe
    'e664', // out 0x64, al: reset by the keyboard controller
    'f4ebfd', // hlt; jmp back to hlt
  ].join('')
  const sector = Buffer.alloc(512)
  sector.write(code, 'hex')
  sector.write(text, textAt, 'latin1')
  sector.writeUInt16LE(0xaa55, 510)
  return sector
}

export interface GuestWords {
  /** As it stands in CPUID, without the zeros that fill it. */
  readonly hypervisor: string
  readonly isKvm: boolean
}

/** What the guest with this word said; undefined while it has not said all of it. */
export function parseWords(serial: Buffer, word: string): GuestWords | undefined {
  const text = serial.toString('latin1')
  const end = text.indexOf(` ${word}\n`)
  const start = end - signatureLength
  if (start < greeting.length || text.slice(start - greeting.length, start) !== greeting) return undefined
  const hypervisor = text.slice(start, end).replaceAll('\0', '')
  return { hypervisor, isKvm: hypervisor === ofKvm }
}

/** Its domain: transient, of the type kvm and no other, with a processor that any host and any rehearsal has. */
export function guestXml(files: { disk: string; serial: string }): string {
  return render('host/self-test-guest.xml.hbs', 'xml', { name: guestName, ...files })
}
