/** Disks that look to a boot loader as an installation leaves them, and say their name when they are started. */
import { open, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { espFiles, partitions } from '../installer/layout.ts'
import { run } from '../lib/exec.ts'
import { makeFat } from '../lib/tools/mtools.ts'
import type { FatFile } from '../lib/tools/mtools.ts'

const MiB = 2 ** 20
const esp = { start: 2 * MiB, size: 16 * MiB }

export interface InstalledDisk {
  readonly file: string
  /** What it prints on the serial line when it is started. */
  readonly name: string
  /** Of an image: signed shim and GRUB stand in for what the disk's own loader will be. */
  readonly loaders: string
  /** Without the file that is written last. */
  readonly finished: boolean
  /** Without what UEFI starts. */
  readonly starts?: boolean
}

export async function makeInstalledDisk({
  file,
  name,
  loaders,
  finished,
  starts = true,
}: InstalledDisk): Promise<void> {
  const beside = (suffix: string): string => `${file}.${suffix}`
  const texts = { installed: '', 'grub.cfg': `serial\nterminal_output serial\necho "${name}"\nsleep 600\n` }
  for (const [suffix, text] of Object.entries(texts)) await writeFile(beside(suffix), text)
  const shim: FatFile[] = [
    { source: join(loaders, 'bootx64.efi'), target: espFiles.removable },
    { source: join(loaders, 'grubcdx64.efi'), target: 'EFI/BOOT/grubx64.efi' },
    { source: beside('grub.cfg'), target: 'boot/grub/grub.cfg' },
  ]
  const mark = { source: beside('installed'), target: espFiles.installed }
  const fat = beside('fat')
  const files = [...(starts ? shim : []), ...(finished ? [mark] : [])]
  await makeFat({ file: fat, size: esp.size, serial: '12345678', files, epoch: 1_700_000_000 })

  const disk = await open(file, 'w')
  await disk.truncate(64 * MiB)
  await disk.close()
  const { number, type, label } = partitions.esp
  const place = `${number}:${esp.start / 512}:+${esp.size / 512 - 1}`
  await run(
    'sgdisk',
    ['--new', place, '--typecode', `${number}:${type}`, '--change-name', `${number}:${label}`, file],
    {
      timeout: 20_000,
    },
  )
  await run('dd', [`if=${fat}`, `of=${file}`, 'bs=1M', `seek=${esp.start / MiB}`, 'conv=notrunc'], { timeout: 20_000 })
  const opened = await open(file, 'r+')
  const code = bootCode(name)
  await opened.write(code, 0, code.length, 0)
  await opened.close()
  for (const suffix of [...Object.keys(texts), 'fat']) await rm(beside(suffix))
}

/** A first sector that writes `name`, and the BIOS's number of the disk it was started from, to the first serial line. */
function bootCode(name: string): Buffer {
  const text = Buffer.from(`${name} is 0x8\0`)
  const put = '50bafd03eca82074fb58baf803eec3' // push ax; mov dx,3fd; wait: in al,dx; test al,20; jz wait; pop ax; mov dx,3f8; out dx,al; ret
  const begin = '88d3fc31c08ed8' // mov bl,dl; cld; xor ax,ax; mov ds,ax
  const loop = 'ac84c07405e8' // next: lodsb; test al,al; jz end; call put
  const end = '80e30f80c33088d8e8' // and bl,0f; add bl,'0'; mov al,bl; call put
  const stop = 'b00ae8' // mov al,'\n'; call put
  const halt = 'f4ebfd' // hlt; jmp hlt
  const parts = { begin: 7, source: 3, loop: 8, jump: 2, end: 11, stop: 5, halt: 3 }
  const at = (names: (keyof typeof parts)[]): number => names.reduce((sum, part) => sum + parts[part], 0)
  const putAt = at(['begin', 'source', 'loop', 'jump', 'end', 'stop', 'halt'])
  const textAt = putAt + put.length / 2
  const word = (value: number): string => {
    const bytes = Buffer.alloc(2)
    bytes.writeUInt16LE(value & 0xffff)
    return bytes.toString('hex')
  }
  const call = (after: number): string => word(putAt - after)
  const code = [
    begin,
    `be${word(0x7c00 + textAt)}`, // mov si,text
    loop + call(at(['begin', 'source', 'loop'])),
    `eb${(256 - 10).toString(16)}`, // jmp next
    end + call(at(['begin', 'source', 'loop', 'jump', 'end'])),
    stop + call(at(['begin', 'source', 'loop', 'jump', 'end', 'stop'])),
    halt,
    put,
  ]
  const sector = Buffer.concat([Buffer.from(code.join(''), 'hex'), text])
  if (sector.length > 440) throw new Error('the boot code does not fit')
  return sector
}
