import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { localClient } from '../cli/station-client.ts'
import { isVmpError } from '../lib/errors.ts'
import { CommandError, run, start } from '../lib/exec.ts'
import type { RunningProcess } from '../lib/exec.ts'
import { addNamespace, batch, deleteNamespace, execArgs } from '../lib/tools/ip.ts'

/** A station as people start it, in a namespace of its own, driven with curl and by its local socket. */
const namespace = 'vmptest-station'
const address = '10.88.0.1'
const vmp = resolve(import.meta.dirname, '../bin/vmp')
const mac = '02:00:00:00:00:01'

let folder = ''
let running: RunningProcess | undefined

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-station-'))
  await addNamespace(namespace)
  await batch(namespace, [
    ['link', 'set', 'lo', 'up'],
    ['link', 'add', 'br0', 'type', 'bridge'],
    ['address', 'add', `${address}/24`, 'dev', 'br0'],
    ['link', 'set', 'br0', 'up'],
    ['link', 'add', 'down0', 'type', 'bridge'],
    ['link', 'add', 'bare0', 'type', 'bridge'],
    ['link', 'set', 'bare0', 'up'],
  ])
})

afterEach(async () => {
  await running?.stop()
  running = undefined
})

afterAll(async () => {
  await deleteNamespace(namespace)
  rmSync(folder, { recursive: true, force: true })
})

/** An image small enough for a test; the station compares sizes, digests are the machine's to check. */
function makeImages(): string {
  const images = join(folder, 'images')
  const place = join(images, 'current')
  mkdirSync(join(place, 'loaders'), { recursive: true })
  const names = ['vmlinuz', 'initrd', 'host.squashfs']
  for (const name of names) writeFileSync(join(place, name), name)
  const files = names.map((name) => ({ name, size: name.length, sha256: 'ab'.repeat(32) }))
  writeFileSync(join(place, 'manifest.json'), JSON.stringify({ id: 'current', files }))
  return images
}

const inside = (program: string, args: string[], timeout = 15_000) =>
  run('ip', execArgs(namespace, program, args), { timeout })

async function serve(state: string, ...more: string[]) {
  const socket = join(state, '..', 'station.sock')
  const logFile = join(folder, 'station.log')
  writeFileSync(logFile, '')
  const args = ['serve', '--interface', 'br0', '--dhcp', 'off', '--state', state, '--socket', socket, ...more]
  running = await start('ip', execArgs(namespace, vmp, args), { logFile })
  const station = localClient(socket)
  await expect.poll(async () => (await station.station({})).address, { timeout: 20_000, interval: 100 }).toBe(address)
  return { station, output: () => readFileSync(logFile, 'utf8') }
}

const script = async (nic = mac): Promise<string> => {
  const url = `http://${address}:8080/boot/script.ipxe?mac=${nic}`
  const { stdout } = await inside('curl', ['--silent', '--max-time', '10', '--write-out', '%{http_code}', url])
  return stdout
}

describe('a station', () => {
  test('serves the same script tree by HTTP and TFTP, and its API only to who may', async () => {
    const { station, output } = await serve(join(folder, 'plain'), '--images', makeImages())
    expect(await script()).toContain('kernel http://10.88.0.1:8080/images/current/vmlinuz')
    const grub = await inside('curl', ['--silent', '--max-time', '10', `tftp://${address}/boot/grub/${mac}.cfg`])
    expect(grub.stdout).toContain('linux /images/current/vmlinuz boot=vmp vmp.source=http')

    const token = /vmp_[\w-]+/.exec(output())![0]
    const api = (...headers: string[]) =>
      inside('curl', [
        '--silent',
        '--insecure',
        '--max-time',
        '10',
        ...headers,
        `https://${address}:8443/api/v1/machines`,
      ])
    expect(JSON.parse((await api()).stdout)).toEqual({ code: 'api.noToken', params: {} })
    expect(JSON.parse((await api('--header', 'authorization: Bearer vmp_guessed')).stdout)).toMatchObject({
      code: 'api.noToken',
    })
    const { machines } = JSON.parse((await api('--header', `authorization: Bearer ${token}`)).stdout) as {
      machines: { evidence: { macs: string[] } }[]
    }
    expect(machines.map(({ evidence }) => evidence.macs)).toEqual([[mac]])
    expect((await station.doctor({ params: { machine: mac } })).timeline.map(({ key }) => key)).toEqual([
      'machine.discovered',
      'machine.script',
      'machine.script',
    ])
  })

  test('knows every machine after a kill -9, and shows the same pin', async () => {
    const state = join(folder, 'killed')
    const images = makeImages()
    const first = await serve(state, '--images', images)
    const { pin } = await first.station.station({})
    for (let nic = 1; nic <= 9; nic++) await script(`02:00:00:00:00:0${nic}`)
    const { pid } = running!
    process.kill(pid, 'SIGKILL')
    await running!.exited
    const { station } = await serve(state, '--images', images)
    expect((await station.machines({})).machines).toHaveLength(9)
    expect((await station.station({})).pin).toBe(pin)
  })

  test('goes on when its disk is full, says so, and is whole again when there is space', async () => {
    const state = join(folder, 'full')
    mkdirSync(state)
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'vmp-test', state], { timeout: 5000 })
    try {
      const { station } = await serve(state, '--images', makeImages())
      expect(await script()).toMatch(/200$/)
      await run('dd', ['if=/dev/zero', `of=${join(state, 'filler')}`, 'bs=4096'], { timeout: 10_000 }).catch(
        (error: unknown) => {
          if (!(error instanceof CommandError)) throw error
        },
      )
      expect(await script('02:00:00:00:00:02')).toMatch(/5\d\d$/)
      expect((await station.machines({})).machines).toHaveLength(1)
      rmSync(join(state, 'filler'))
      expect(await script('02:00:00:00:00:02')).toMatch(/200$/)
      expect((await station.machines({})).machines).toHaveLength(2)
      expect((await station.station({})).problems).toEqual([])
    } finally {
      await running?.stop()
      await run('umount', [state], { timeout: 5000 })
    }
  })

  test.each([
    ['an interface that is not there', 'nope0', 'There is no network interface nope0.', 2],
    ['an interface that is down', 'down0', 'The interface down0 is down.', 1],
    ['an interface without an address', 'bare0', 'The interface bare0 has no IPv4 address.', 1],
  ])('refuses %s in words', async (_, name, words, exit) => {
    const args = ['serve', '--interface', name, '--lang', 'en', '--state', join(folder, 'refused')]
    const error: unknown = await inside(vmp, args).catch((failure: unknown) => failure)
    expect(isVmpError(error) && error.params['stderr']).toContain(words)
    expect(error).toMatchObject({ exit })
  })

  test('its support bundle says what it is and who did what, and holds none of its secrets', async () => {
    const state = join(folder, 'supported')
    const { station, output } = await serve(state, '--images', makeImages())
    await script()
    const hash = '$6$saltsalt$0123456789abcdefghijklmnopqrstuvwxyz'
    const document = `version: 1\nidentity:\n  rootPasswordHash: ${hash}\n`
    await station.putAnswer({ params: { answer: 'site' }, body: { document } })
    const { secret } = await station.addWebhook({ body: { url: 'https://chat.example/T0/hook-key', events: [] } })
    const socket = join(state, '..', 'station.sock')
    const file = join(folder, 'bundle.tar.gz')
    const { stdout } = await run(vmp, ['support-bundle', '--socket', socket, '--output', file, '--json'], {
      timeout: 120_000,
    })
    expect(JSON.parse(stdout)).toMatchObject({ file })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const all = await run('tar', ['--extract', '--to-stdout', '--gzip', `--file=${file}`], { timeout: 10_000 })
    expect(all.stdout).toContain(`"interface": "br0"`)
    expect(all.stdout).toContain(mac)
    expect(all.stdout).toContain('"name": "site"')
    expect(all.stdout).toContain('https://chat.example/…')
    const token = /vmp_[\w-]+/.exec(output())![0]
    const keys = readdirSync(join(state, 'keys')).map((name) => readFileSync(join(state, 'keys', name), 'utf8').trim())
    for (const each of [hash, secret, 'hook-key', token, ...keys.filter((key) => key.includes('PRIVATE'))])
      expect(all.stdout.includes(each), each).toBe(false)
  })

  test('refuses to start beside another that runs on the same state, which goes on', async () => {
    const state = join(folder, 'twice')
    const { station } = await serve(state, '--images', makeImages())
    const args = [
      'serve',
      '--interface',
      'br0',
      '--dhcp',
      'off',
      '--lang',
      'en',
      '--state',
      state,
      '--socket',
      join(folder, 'other.sock'),
    ]
    const error: unknown = await inside(vmp, args).catch((failure: unknown) => failure)
    expect(isVmpError(error) && error.params['stderr']).toContain('Port 8443 on 10.88.0.1 is in use.')
    expect((await station.station({})).address).toBe(address)
  })
})
