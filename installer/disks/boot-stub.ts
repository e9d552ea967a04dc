/**
 * Boot code for a disk whose installation is not finished. Without any, a BIOS takes the disk for one that starts, because of
 * the signature behind the protective partition table, and hangs in it; this says what is the matter and goes on to the next
 * boot entry.
 */

/** Bytes before the disk signature and partition table of the first sector. */
export const bootCodeSize = 440

const words = '\r\nVMP: the installation on this disk is not finished.\r\n'

/** 8086, loaded at 0000:7C00. */
const code = Buffer.from(
  [
    'fc', // cld
    '31c0', // xor ax, ax
    '8ed8', // mov ds, ax
    'be1b7c', // mov si, 0x7c1b: the words behind this code
    'ac', // next: lodsb
    '84c0', // test al, al
    '7409', // jz done
    'b40e', // mov ah, 0x0e: teletype output
    'bb0700', // mov bx, 7: page 0, grey
    'cd10', // int 0x10
    'ebf2', // jmp next
    'cd18', // done: int 0x18: this entry starts nothing (BIOS Boot Specification 1.01, D.2)
    'f4', // stop: hlt
    'ebfd', // jmp stop
  ].join(''),
  'hex',
)

export function bootStub(): Buffer {
  const sector = Buffer.alloc(bootCodeSize)
  code.copy(sector)
  sector.write(words, code.length, 'latin1')
  return sector
}
