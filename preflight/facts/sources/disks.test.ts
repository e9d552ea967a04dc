import { afterEach, describe, expect, test, vi } from 'vitest'
import { CommandError } from '../../../lib/exec.ts'
import { writeMarker } from '../../../lib/marker.ts'
import { partxArgs } from '../../../lib/tools/partx.ts'
import { smartArgs } from '../../../lib/tools/smartctl.ts'
import { wipefsArgs } from '../../../lib/tools/wipefs.ts'
import { contextOn } from '../__fixtures__/tree.ts'
import type { SourceContext } from '../context.ts'
import { isLate } from '../reason.ts'
import { readDisks } from './disks.ts'

afterEach(() => void vi.useRealTimers())

const GiB = 1024 ** 3
/** A SATA disk of 100 GiB. */
const disk = (name: string, more = ''): string => `==> /sys/block/${name} -> /sys/devices/pci0/ata1/host0/block/${name}
==> /sys/block/${name}/size
209715200
==> /sys/block/${name}/removable
0
${more}`
const partition = (name: string, sectors = 2_097_152): string =>
  `==> /sys/block/sda/${name}/partition\n1\n==> /sys/block/sda/${name}/size\n${sectors}\n`
const answers = (args: string[], output: string, program: string): string =>
  `==> $ ${program} ${args.join(' ')}\n${output}\n`
const healthy = (name: string): string =>
  answers(smartArgs(`/dev/${name}`), '{"smartctl":{"exit_status":0},"smart_status":{"passed":true}}', 'smartctl')
const found = (paths: string[], ...rows: [string, string, string | null, string?][]): string =>
  answers(
    wipefsArgs(paths.map((path) => `/dev/${path}`)),
    JSON.stringify({ signatures: rows.map(([device, type, usage, label]) => ({ device, type, usage, label })) }),
    'wipefs',
  )
const table = (...lines: string[]): string => answers(partxArgs('/dev/sda'), lines.join('\n'), 'partx')
const readable = (name: string): string =>
  [0, 102_399]
    .map((skip) => `==> $ dd if=/dev/${name} of=/dev/null bs=1048576 skip=${skip} count=1 status=none\n\n`)
    .join('')

describe('contents', () => {
  const contentsOf = async (...parts: string[]) => {
    const { context, noted } = contextOn([disk('sda'), healthy('sda'), ...parts].join(''))
    const [only] = await readDisks(context)
    return { contents: only?.contents, marker: only?.marker, unread: noted.unread }
  }

  test('a disk is blank when nothing is recognized on it and it can be read', async () => {
    expect(await contentsOf(found(['sda']), readable('sda'))).toEqual({ contents: [], marker: null, unread: [] })
  })

  test('a disk that cannot be read is not blank', async () => {
    const { contents, unread } = await contentsOf(found(['sda']))
    expect(contents).toBeNull()
    expect(unread.map(({ source }) => source)).toEqual(['dd'])
  })

  test('file systems, members and swap are named with where they are, and partitions that hold nothing known', async () => {
    const { contents } = await contentsOf(
      ...['sda1', 'sda2', 'sda3', 'sda4', 'sda5'].map((name) => partition(name)),
      found(
        ['sda', 'sda1', 'sda2', 'sda3', 'sda4', 'sda5'],
        ['sda', 'gpt', 'partition-table'],
        ['sda', 'PMBR', 'partition-table'],
        ['sda1', 'vfat', 'filesystem', 'EFI'],
        ['sda1', 'dos', 'partition-table'],
        ['sda2', 'linux_raid_member', 'raid', 'nas:0'],
        ['sda3', 'swap', 'other'],
        ['sda4', 'crypto_LUKS', 'crypto'],
      ),
      table(
        ...[1, 2, 3, 4].map((number) => `NR="${number}" START="2048" SECTORS="2097152" TYPE="t" NAME="" UUID="u"`),
        'NR="5" START="2048" SECTORS="2097152" TYPE="e3c9e316-0b5c-4db8-817d-f92df00215ae" NAME="reserved" UUID="u5"',
      ),
    )
    expect(contents?.map(({ path, kind, type, label }) => [path, kind, type, label])).toEqual([
      ['/dev/sda1', 'filesystem', 'vfat', 'EFI'],
      ['/dev/sda2', 'raid-member', 'linux_raid_member', 'nas:0'],
      ['/dev/sda3', 'swap', 'swap', null],
      ['/dev/sda4', 'encrypted', 'crypto_LUKS', null],
      ['/dev/sda5', 'partition', 'e3c9e316-0b5c-4db8-817d-f92df00215ae', 'reserved'],
    ])
    expect(contents?.every(({ size }) => size === GiB)).toBe(true)
  })

  test('what stands on arrays and mappings of the disk is told too, each once', async () => {
    const { contents } = await contentsOf(
      partition('sda1'),
      '==> /sys/block/sda/sda1/holders/md127 -> /sys/devices/virtual/block/md127\n',
      '==> /sys/block/md127 -> /sys/devices/virtual/block/md127\n==> /sys/block/md127/size\n4194304\n',
      '==> /sys/block/md127/holders/dm-0 -> /sys/devices/virtual/block/dm-0\n',
      '==> /sys/block/dm-0 -> /sys/devices/virtual/block/dm-0\n==> /sys/block/dm-0/size\n2097152\n',
      '==> /sys/block/dm-0/dm/name\nvg-data\n',
      found(
        ['sda', 'sda1', 'md127', 'dm-0'],
        ['sda', 'gpt', 'partition-table'],
        ['sda1', 'linux_raid_member', 'raid'],
        ['md127', 'LVM2_member', 'raid'],
        ['dm-0', 'xfs', 'filesystem', 'data'],
      ),
      table('NR="1" START="2048" SECTORS="2097152" TYPE="t" NAME="" UUID="u"'),
    )
    expect(contents?.map(({ path, kind }) => `${path} ${kind}`)).toEqual([
      '/dev/sda1 raid-member',
      '/dev/md127 lvm-member',
      '/dev/mapper/vg-data filesystem',
    ])
  })

  test('an LVM member has the name of its group and of what is in it', async () => {
    const text =
      'vg0 {\nid = "Q7pLNc-zDM7-QCfr-fVXx-Ycen-DBBT-C8yjiw"\nseqno = 4\n\nlogical_volumes {\n\nroot {\nid = "x"\n}\n}\n}\n'
    const { contents } = await contentsOf(
      found(['sda'], ['sda', 'LVM2_member', 'raid']),
      answers(['if=/dev/sda', 'bs=512', 'skip=8', 'count=2040', 'status=none'], text, 'dd'),
    )
    expect(contents).toMatchObject([{ path: '/dev/sda', kind: 'lvm-member', label: 'vg0: root' }])
  })

  test('an empty table, or one that partx cannot read, is told itself; partitions that only Linux read are told', async () => {
    const gpt = found(['sda'], ['sda', 'gpt', 'partition-table'])
    expect((await contentsOf(gpt, table())).contents).toMatchObject([{ path: '/dev/sda', kind: 'other', type: 'gpt' }])
    const running = await contentsOf(
      partition('sda1'),
      found(['sda', 'sda1'], ['sda', 'sun', 'partition-table']),
      table('garbage'),
    )
    expect(running.contents).toMatchObject([{ path: '/dev/sda1', kind: 'partition', type: null }])
  })

  test('a DOS partition that only holds others is nothing of its own', async () => {
    const { contents } = await contentsOf(
      partition('sda4', 2),
      partition('sda5'),
      found(['sda', 'sda5'], ['sda', 'dos', 'partition-table'], ['sda5', 'ntfs', 'filesystem']),
      table(
        'NR="4" START="2048" SECTORS="4194304" TYPE="0xf" NAME="" UUID="x"',
        'NR="5" START="4096" SECTORS="2097152" TYPE="0x7" NAME="" UUID="y"',
      ),
    )
    expect(contents?.map(({ path }) => path)).toEqual(['/dev/sda5'])
  })

  test('control characters in a label do not come through', async () => {
    const { contents } = await contentsOf(found(['sda'], ['sda', 'ext4', 'filesystem', '\u001B[2Jx\u0000']))
    expect(contents?.[0]?.label).toBe('[2Jx')
  })

  test('the marker of a VMP disk is read from its place, whatever the table says', async () => {
    const marker = { state: 'installed', machine: 'm', installation: 'i', cluster: 'east', host: 'h1' } as const
    const block = answers(
      ['if=/dev/sda', 'bs=512', 'skip=64', 'count=8', 'status=none'],
      writeMarker(marker).toString('utf8'),
      'dd',
    )
    const old = found(['sda'], ['sda', 'ext4', 'filesystem'])
    expect((await contentsOf(old, block)).marker).toEqual(marker)
    expect((await contentsOf(old)).marker).toBeNull()
  })

  test('a disk without a size is not asked what is on it', async () => {
    const { context, noted } = contextOn(`${disk('sda').replace('209715200', '0')}${healthy('sda')}`)
    expect(await readDisks(context)).toMatchObject([{ size: 0, contents: null, health: { passed: true } }])
    expect(noted.unread).toEqual([])
  })
})

describe('a disk that does not answer', () => {
  const hanging = (context: SourceContext, hangs: (args: string[]) => boolean): SourceContext => ({
    ...context,
    run: (command, args, ...rest) => (hangs(args) ? new Promise(() => {}) : context.run(command, args, ...rest)),
  })

  test('costs only what it was asked for', async () => {
    const both = ['sda', 'sdb'].map((name) => disk(name) + healthy(name) + found([name]) + readable(name))
    const { context, noted } = contextOn(both.join(''))
    await context.disks()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const pending = readDisks(hanging(context, (args) => args.some((arg) => arg.includes('/dev/sda'))))
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(3), { interval: 5 })
    await vi.advanceTimersByTimeAsync(12_000)
    const [sda, sdb] = await pending
    expect(sda).toMatchObject({ name: 'sda', size: 100 * GiB, health: null, contents: null })
    expect(sdb).toMatchObject({ name: 'sdb', health: { passed: true }, contents: [] })
    expect(noted.unread.map(({ source }) => source).toSorted()).toEqual(['contents of sda', 'health of sda'])
    expect(noted.unread.every(({ reason }) => isLate(reason))).toBe(true)
  })

  test('is waited for longer by whoever has patience', async () => {
    const { context } = contextOn(disk('sda') + healthy('sda') + found(['sda']) + readable('sda'), { patience: 3 })
    await context.disks()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let ended = false
    const pending = readDisks(hanging(context, () => true)).finally(() => (ended = true))
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(3), { interval: 5 })
    await vi.advanceTimersByTimeAsync(35_000)
    expect(ended).toBe(false)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await pending).toMatchObject([{ name: 'sda', health: null, contents: null }])
  })

  test('400 of them end within the time of a part, and each is still listed', async () => {
    const names = Array.from({ length: 400 }, (_, index) => `sd${index}`)
    const { context, noted } = contextOn(names.map((name) => disk(name)).join(''))
    const hung = hanging(context, () => true)
    await context.disks()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const pending = readDisks(hung)
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(16 * 2 + 1), { timeout: 15_000, interval: 5 })
    await vi.advanceTimersByTimeAsync(50_000)
    const disks = await pending
    expect(disks).toHaveLength(400)
    expect(
      disks.every(({ size, health, contents }) => size === 100 * GiB && health === null && contents === null),
    ).toBe(true)
    expect(noted.unread.filter(({ source }) => source === 'disk sd399')).toHaveLength(1)
  })

  test('programs that are not there are told once', async () => {
    const { context, noted } = contextOn(['sda', 'sdb', 'sdc'].map((name) => disk(name)).join(''))
    expect(await readDisks(context)).toHaveLength(3)
    expect(noted.unread.map(({ source }) => source).toSorted()).toEqual(['smartctl', 'wipefs'])
  })

  test('one that fails says why', async () => {
    const { context, noted } = contextOn(disk('sda'))
    await readDisks({
      ...context,
      run: async (command, args) => {
        throw new CommandError(command, args, 1, 'probing initialization failed: Input/output error')
      },
    })
    expect(noted.unread).toContainEqual({
      source: 'contents of sda',
      reason: expect.stringContaining('Input/output error') as string,
    })
  })
})

describe('which disk it is', () => {
  const scsi = (driver: string, address: string, attributes: Record<string, string>): string => {
    const device = `/sys/devices/pci0000:3a/0000:3b:00.0/host0/target0:2:0/${address}`
    return `==> /sys/block/sda -> ${device}/block/sda
==> /sys/block/sda/size
209715200
==> ${device}/block/sda/device -> ${device}
==> /sys/class/scsi_host/host0/proc_name
${driver}
${Object.entries(attributes)
  .map(([name, value]) => `==> ${device}/${name}\n${value}\n`)
  .join('')}`
  }
  const transport = async (text: string) => (await readDisks(contextOn(text).context))[0]?.transport

  test.each([
    ['a volume of MegaRAID', 'megaraid_sas', '0:2:0:0', {}, 'raid'],
    ['a disk that MegaRAID passes through', 'megaraid_sas', '0:0:5:0', {}, 'sas'],
    ['a volume of Smart Array', 'smartpqi', '0:1:0:0', { raid_level: 'RAID 1(+0)' }, 'raid'],
    ['a disk behind Smart Array', 'smartpqi', '0:0:0:0', { raid_level: 'N/A' }, 'sas'],
    ['a SATA disk behind Smart Array', 'hpsa', '0:0:0:0', { raid_level: 'N/A', vendor: 'ATA     ' }, 'sata'],
  ])('%s', async (_, driver, address, attributes, expected) => {
    expect(await transport(scsi(driver, address, attributes))).toBe(expected)
  })

  test('a disk that is write-protected says so', async () => {
    const disks = await readDisks(contextOn(disk('sda', '==> /sys/block/sda/ro\n1\n') + disk('sdb')).context)
    expect(disks.map(({ readOnly }) => readOnly)).toEqual([true, null])
  })

  test('the medium that the system was started from, by its disk or a partition of it', async () => {
    const on = (device: string): string =>
      `==> /proc/self/mountinfo\n25 1 0:22 / /sys rw - sysfs sysfs rw\n31 1 ${device} / /run/vmp/medium ro - iso9660 /dev/sdb ro\n`
    const machine = `${disk('sda')}==> /sys/block/sda/dev\n8:0\n${partition('sda1')}==> /sys/block/sda/sda1/dev\n8:1\n`
    const boot = async (text: string) => (await readDisks(contextOn(text).context))[0]?.boot
    expect(await boot(machine + on('8:0'))).toBe(true)
    expect(await boot(machine + on('8:1'))).toBe(true)
    expect(await boot(machine + on('8:16'))).toBe(false)
    expect(await boot(machine)).toBe(false)
  })
})
