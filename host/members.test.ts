import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CommandError } from '../lib/exec.ts'
import { smallHost } from '../installer/configuration/__fixtures__/document.ts'
import { returnMembers } from './members.ts'

const uuid = '0a1b2c3d:4e5f6071:8293a4b5:c6d7e8f9'
const document = { ...smallHost, storage: { arrays: [{ name: 'system', level: '1', uuid, devices: 2 }], volumes: [] } }
const scan = (members: string, of = uuid): string =>
  `ARRAY /dev/md/system level=raid1 metadata=1.2 num-devices=2 UUID=${of} name=vmp:system\n   devices=${members}\n`

describe('disks that were away', () => {
  let folder: string
  let called: string[]
  let states: Record<string, [number, string]>
  let scanned: string
  let reAddFails: boolean
  const run = (command: string, args: readonly string[]) => {
    const line = args.join(' ')
    if (line.startsWith('--examine --scan')) return Promise.resolve({ stdout: scanned, stderr: '' })
    if (line.startsWith('--examine')) {
      const [role, state] = states[args[1]!.split('/').at(-1)!]!
      const stdout = `  Array UUID : ${uuid}\n  Device Role : Active device ${role}\n  Array State : ${state} ('A'\n`
      return Promise.resolve({ stdout, stderr: '' })
    }
    called.push(line)
    if (reAddFails && line.includes('--re-add')) return Promise.reject(new CommandError(command, args, 1, 'no bitmap'))
    return Promise.resolve({ stdout: '', stderr: '' })
  }
  const look = () => returnMembers({ run, document, sys: join(folder, 'sys'), dev: join(folder, 'dev') })

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vmp-members-'))
    called = []
    reAddFails = false
    states = { sda4: [0, 'A.'], sdb4: [1, 'AA'] }
    scanned = scan('/dev/sda4,/dev/sdb4')
    mkdirSync(join(folder, 'sys/class/block/md127/slaves/sda4'), { recursive: true })
    mkdirSync(join(folder, 'dev/md'), { recursive: true })
    writeFileSync(join(folder, 'dev/md127'), '')
    symlinkSync('../md127', join(folder, 'dev/md/system'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('come back into their array', async () => {
    expect(await look()).toEqual([{ array: 'system', device: '/dev/sdb4', problem: null }])
    expect(called).toEqual(['/dev/md/system --re-add /dev/sdb4'])
  })

  it('are copied to as a whole where nobody knows what they missed', async () => {
    reAddFails = true
    await look()
    expect(called).toEqual(['/dev/md/system --re-add /dev/sdb4', '/dev/md/system --add /dev/sdb4'])
  })

  it('stay out when they were used by themselves', async () => {
    states = { sda4: [0, 'A.'], sdb4: [1, '.A'] }
    expect(await look()).toMatchObject([{ problem: { code: 'host.diskDivided', params: { device: '/dev/sdb4' } } }])
    expect(called).toEqual([])
  })

  it('are left alone when they belong to an array of somebody else', async () => {
    scanned = scan('/dev/sdc1', '99999999:99999999:99999999:99999999')
    expect(await look()).toEqual([])
    expect(called).toEqual([])
  })

  it('are nobody when the array is whole', async () => {
    mkdirSync(join(folder, 'sys/class/block/md127/slaves/sdb4'))
    expect(await look()).toEqual([])
  })
})
