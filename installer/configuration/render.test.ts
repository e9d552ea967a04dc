import { describe, expect, it } from 'vitest'
import { smallHost } from './__fixtures__/document.ts'
import type { HostDocument } from './document.ts'
import { identityFiles, machineId, shadowText } from './identity.ts'
import { storageFiles } from './storage.ts'
import { systemFiles } from './system.ts'

const host: HostDocument = {
  ...smallHost,
  locale: 'zh_CN.UTF-8',
  timezone: 'Asia/Shanghai',
  sshKeys: ['ssh-ed25519 AAAA admin'],
  time: { servers: ['10.0.0.2', 'ntp.site.example'] },
  storage: {
    arrays: [
      { name: 'system', level: '1', uuid: '0a1b2c3d:4e5f6071:8293a4b5:c6d7e8f9', devices: 2 },
      { name: 'main', level: '10', uuid: '11111111:22222222:33333333:44444444', devices: 4 },
    ],
    volumes: [
      { group: 'vmp', name: 'state' },
      { group: 'vmp', name: 'cluster' },
      { group: 'vmp-data', name: 'local' },
    ],
  },
}

describe('/etc of a host', () => {
  const files = [...identityFiles(host), ...storageFiles(host), ...systemFiles(host, { trial: true })]
  it.each(files.map((file) => [file.path, file] as const))('%s is this', async (path, { text }) => {
    await expect(text).toMatchFileSnapshot(`__golden__/etc/${path.slice('/etc/'.length).replaceAll('/', '-')}`)
  })

  it('hands the watchdog to systemd only in a trial', () => {
    const paths = systemFiles(host, { trial: false }).map(({ path }) => path)
    expect(paths.filter((path) => path.includes('trial'))).toEqual([])
  })

  it('has keys that only root reads', () => {
    expect(files.find(({ path }) => path === '/etc/vmp/authorized_keys')).toMatchObject({ mode: 0o600 })
  })
})

describe('the machine id', () => {
  it('is of the form that systemd takes, and the same each time', () => {
    expect(machineId(host)).toMatch(/^[0-9a-f]{32}$/)
    expect(machineId(host)).toBe(machineId({ ...host, name: 'other' }))
  })
  it('is another for another installation', () => {
    expect(machineId({ ...host, installation: 'installation-0002' })).not.toBe(machineId(host))
  })
})

describe("root's password", () => {
  const shadow = 'root:*:20000:0:99999:7:::\ndaemon:*:20000:0:99999:7:::\n'
  it('takes the place of the one of the image, and of no other account', () => {
    expect(shadowText(shadow, '$6$a$b')).toBe('root:$6$a$b:20000:0:99999:7:::\ndaemon:*:20000:0:99999:7:::\n')
  })
  it('fits nothing when there is none', () => {
    expect(shadowText('root::20000:0:99999:7:::\n', null)).toBe('root:!*:20000:0:99999:7:::\n')
  })
})
