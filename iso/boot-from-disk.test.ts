import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { places } from './places.ts'

const scripts = join(places.overlay(), 'etc/initramfs-tools/scripts')

describe("the boot script's part for an installed host", () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vmp-initrd-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  /** Runs a few lines after both files' functions, with what would stop the boot said and ended. */
  const sh = (lines: string): string => {
    const begin = `. "$1/vmp"\n. "$1/vmp-disk"\nVMP_RUN=$2\nrootmnt=$2/root\n`
    const stop = `vmp_say() { echo "$*"; }\nvmp_stop() { echo "STOP $*"; exit; }\n`
    return execFileSync('sh', ['-c', `${begin}${stop}${lines}`, 'sh', scripts, folder], { encoding: 'utf8' }).trim()
  }

  it('is a script of a plain shell', () => {
    expect(execFileSync('sh', ['-n', join(scripts, 'vmp-disk')])).toHaveLength(0)
  })

  describe('what the boot loader started', () => {
    const check = (record: string, words: string): string => {
      mkdirSync(join(folder, 'system/loader'), { recursive: true })
      writeFileSync(join(folder, 'system/loader/slots'), record)
      return sh(`vmp_arg() { for word in ${words}; do case $word in "$1="*) echo "\${word#*=}";; esac; done; }
vmp_slot=$(vmp_arg vmp.slot); vmp_id=$(vmp_arg vmp.image); vmp_try=$(vmp_arg vmp.try)
vmp_mount() { echo "MOUNT $vmp_image"; }
vmp_in_root() { echo "RUN $*"; }
vmp_restart() { echo RESTART; exit; }
vmp_check_loader
echo GO`)
    }
    const record = 'committed=a\na=one\nb=two\nwanted=\ntrying=\nfailed=\n'

    it.each([
      ['the slot in use', record, 'vmp.slot=a vmp.image=one'],
      ['another by hand', record, 'vmp.slot=b vmp.image=two vmp.hand=1'],
      ['a trial that is wanted', record.replace('wanted=', 'wanted=b'), 'vmp.slot=b vmp.image=two vmp.try=1'],
    ])('is taken: %s', (_, content, words) => {
      expect(check(content, words)).toBe('GO')
    })

    it.each([
      ['an image that the slot does not hold', record, 'vmp.slot=a vmp.image=old'],
      ['a slot that is not in use any more', record, 'vmp.slot=b vmp.image=two'],
      ['a trial that nobody wants any more', record, 'vmp.slot=b vmp.image=two vmp.try=1'],
    ])('is a loader to be mended: %s', (_, content, words) => {
      const said = check(content, words)
      expect(said).toContain(`MOUNT ${folder}/system/images/one/host.squashfs`)
      expect(said).toMatch(/RUN host repair-loader\nRESTART$/)
    })

    it('is nothing without a record', () => {
      expect(check('', 'vmp.slot=a vmp.image=one')).toMatch(/^STOP The record/)
    })
  })

  describe('the state of a slot', () => {
    const state = (words: string): string =>
      sh(`cp() { command cp -a "$3" "$4"; }\nsync() { :; }\n${words}\nvmp_slot_state`)
    const put = (slot: string, text: string): void => {
      mkdirSync(join(folder, 'state/slots', slot), { recursive: true })
      writeFileSync(join(folder, 'state/slots', slot, 'host.json'), text)
    }
    const has = (slot: string): string => readFileSync(join(folder, 'state/slots', slot, 'host.json'), 'utf8')

    it('is left as it is', () => {
      put('a', 'mine')
      put('b', 'other')
      state('vmp_slot=a vmp_try=')
      expect([has('a'), has('b')]).toEqual(['mine', 'other'])
    })

    it('is a copy of the other in a trial, whatever an earlier one left', () => {
      put('a', 'now')
      put('b', 'of an earlier trial')
      mkdirSync(join(folder, 'state/slots/.new'))
      state('vmp_slot=b vmp_try=1')
      expect([has('a'), has('b')]).toEqual(['now', 'now'])
      expect(readdirSync(join(folder, 'state/slots')).sort()).toEqual(['a', 'b'])
    })

    it('is a copy of the other when there is none', () => {
      put('b', 'now')
      state('vmp_slot=a vmp_try=')
      expect(has('a')).toBe('now')
    })

    it('is not made of nothing', () => {
      mkdirSync(join(folder, 'state/slots'), { recursive: true })
      expect(state('vmp_slot=a vmp_try=')).toMatch(/^STOP There is no state/)
    })
  })

  describe('a mirror', () => {
    const examine = (states: Record<string, [number, string]>): string => {
      const members = Object.keys(states).join(',')
      const cases = Object.entries(states).map(
        ([device, [role, state]]) =>
          `*${device}) printf ' Device Role : Active device ${role}\\n Array State : ${state} x\\n';;`,
      )
      return sh(`mdadm() {
case "$*" in
*--scan*) printf 'ARRAY /dev/md/other num-devices=1 UUID=9:9:9:9\\n   devices=/dev/z1\\nARRAY /dev/md/system num-devices=2 UUID=1:2:3:4 name=vmp:system\\n   devices=${members}\\n';;
${cases.join('\n')}
esac
}
vmp_refuse_divided system 1:2:3:4
echo GO`)
    }
    it('of two disks that were each used alone does not start', () => {
      const said = examine({ '/dev/sda4': [0, 'A.'], '/dev/sdb4': [1, '.A'] })
      expect(said).toMatch(/^STOP \/dev\/sda4 and \/dev\/sdb4 were each used/)
    })
    it('of which one disk was away starts', () => {
      expect(examine({ '/dev/sda4': [0, 'A.'], '/dev/sdb4': [1, 'AA'] })).toBe('GO')
    })
    it('of one disk starts', () => {
      expect(examine({ '/dev/sda4': [0, 'A'] })).toBe('GO')
    })
  })

  it('begins a folder that persists with what the image has, and keeps it then', () => {
    mkdirSync(join(folder, 'root/var/lib/chrony'), { recursive: true })
    writeFileSync(join(folder, 'root/var/lib/chrony/drift'), 'image')
    mkdirSync(join(folder, 'root/etc/vmp'), { recursive: true })
    writeFileSync(join(folder, 'root/etc/vmp/persistent'), '# words\nslot /var/lib/chrony\nshared /etc/vmp/ssh\n')
    const bind = () => sh('mount() { echo "$*"; }\nsync() { :; }\nvmp_slot=a\nvmp_bind_all')
    const kept = join(folder, 'state/slots/a/files/var/lib/chrony/drift')
    expect(bind().split('\n')).toEqual([
      `--bind ${folder}/state/slots/a/files/var/lib/chrony ${folder}/root/var/lib/chrony`,
      `--bind ${folder}/state/shared/files/etc/vmp/ssh ${folder}/root/etc/vmp/ssh`,
    ])
    expect(readFileSync(kept, 'utf8')).toBe('image')
    writeFileSync(kept, 'mine')
    bind()
    expect(readFileSync(kept, 'utf8')).toBe('mine')
    expect(existsSync(`${kept}.new`)).toBe(false)
  })
})
