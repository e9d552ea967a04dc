import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { places } from './places.ts'

const script = join(places.overlay(), 'etc/initramfs-tools/scripts/vmp')

/** Runs a few lines after the boot script's functions, which do nothing by themselves. */
const sh = (lines: string): string => execFileSync('sh', ['-c', `. "$0"\n${lines}`, script], { encoding: 'utf8' })

describe('the boot script of the initrd', () => {
  it.each(['scripts/vmp', 'hooks/vmp', 'vmp-udhcpc'])('%s is a script of a plain shell', (name) => {
    expect(execFileSync('sh', ['-n', join(places.overlay(), 'etc/initramfs-tools', name)])).toHaveLength(0)
  })

  const memory = (mebibytes: number, image: number): string =>
    sh(
      `awk() { echo ${mebibytes}; }\nvmp_say() { echo "$*"; }\nif vmp_enough_memory ${image}; then echo enough; fi`,
    ).trim()

  it('starts with memory for the image and 768 MiB, and refuses one MiB below', () => {
    expect(memory(1168, 400 * 2 ** 20)).toBe('enough')
    expect(memory(1167, 400 * 2 ** 20)).toMatch(/^This machine has 1167 MiB of memory; the image needs 1168 MiB/)
  })

  it('knows the interface that booted from BOOTIF, whatever its letters', () => {
    const mac = sh(`vmp_arg() { echo 01-52-54-00-AB-CD-EF; }
vmp_wired() { echo nic; }
cat() { echo 52:54:00:ab:cd:ef; }
vmp_boot_interface`)
    expect(mac.trim()).toBe('nic')
  })

  it('tells the station at the root of the address that the image comes from', () => {
    const said = sh(`wget() { echo "$*"; }
cat() { echo 52:54:00:ab:cd:ef; }
vmp_url=http://192.0.2.1:8080/images/x/host.squashfs
vmp_note image-unreachable`)
    expect(said).toContain('http://192.0.2.1:8080/boot/note/image-unreachable?mac=52:54:00:ab:cd:ef')
  })

  it('leaves the network of the running system as found', async () => {
    const text = sh('vmp_networkd_text 52:54:00:ab:cd:ef')
    await expect(text).toMatchFileSnapshot('__golden__/50-vmp.network')
  })
})

describe('the image that the boot script fetches', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vmp-fetch-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const image = 'the image'.repeat(1000)
  const sha256 = createHash('sha256').update(image).digest('hex')

  /**
   * What it does with a server that gives these pieces, one a time it is asked: as wget would, to its output, or to the end
   * of a file. @returns what it says, and `whole` when it would mount it.
   */
  function fetched(pieces: readonly string[]): string {
    for (const [index, piece] of pieces.entries()) writeFileSync(join(folder, `piece-${index + 1}`), piece)
    return sh(`VMP_RUN=${folder}
vmp_image=$VMP_RUN/host.squashfs vmp_url=http://192.0.2.1/x vmp_size=${image.length} vmp_sha256=${sha256} mismatches=0
vmp_arg() { echo $vmp_url; }
vmp_enough_memory() { :; }
vmp_network() { :; }
vmp_networkd() { :; }
vmp_progress() { :; }
vmp_note() { echo "note $1"; }
vmp_say() { echo "$*"; }
vmp_wait_forever() { echo waits; exit 0; }
mount() { :; }
mkdir() { :; }
kill() { :; }
sleep() { :; }
cat() { command cat "$@" 2>/dev/null; }
VMP_RAM=$VMP_RUN/ram
command mkdir -p $VMP_RAM
wget() {
  asked=$(($(command cat "$VMP_RUN/asked" 2>/dev/null || echo 0) + 1))
  echo $asked >"$VMP_RUN/asked"
  piece="$VMP_RUN/piece-$asked"
  [ -f "$piece" ] || piece="$VMP_RUN/piece-${pieces.length}"
  echo "server returned error" >&2
  case "$*" in
    *"-O - "*) command cat "$piece" ;;
    *) command cat "$piece" >>"$vmp_image" ;;
  esac
}
vmp_from_http
echo whole`)
  }
  const asked = (): number => Number(readFileSync(join(folder, 'asked'), 'utf8'))

  it('is mounted when it is whole', () => {
    expect(fetched([image])).toMatch(/its SHA-256 is right.\nwhole\n$/)
    expect(asked()).toBe(1)
  })

  it('of a station that dies in the middle goes on where it was', () => {
    const said = fetched([image.slice(0, 5000), '', image.slice(5000)])
    expect(said).toMatch(/The image stopped at .*\n[^]*its SHA-256 is right.\nwhole\n$/)
    expect(asked()).toBe(3)
  })

  const damaged = image.replace('t', 'T')

  it('is fetched anew when it came damaged', () => {
    expect(fetched([damaged, image])).toMatch(/has another SHA-256[^]*whole\n$/)
    expect(asked()).toBe(2)
  })

  it('with another digest each time is given up after three times, with a word to the station', () => {
    const said = fetched([damaged])
    expect(said).toMatch(/not the one it announced[^]*note image-digest-mismatch\nwaits\n$/)
    expect(said).not.toContain('whole')
    expect(asked()).toBe(3)
  })

  it('that is cut off at the station is asked for again and again, and never mounted', () => {
    const stops = fetched([
      ...Array.from({ length: 6 }, (_, index) => (index === 0 ? image.slice(0, 100) : '')),
      image.slice(100),
    ])
    expect(stops).toMatch(/(The image stopped at [^]*){6}whole\n$/)
    expect(asked()).toBe(7)
  })
})

describe('the files of the image', () => {
  it('let nothing start but what the live target names', () => {
    const preset = readFileSync(join(places.overlay(), 'etc/systemd/system-preset/00-vmp.preset'), 'utf8')
    expect(preset.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual(['disable *'])
  })
})
