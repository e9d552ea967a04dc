import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fakeHost, oldDocument } from './__fixtures__/host.ts'
import type { Networks } from './refuse.ts'

const at = (address: string): Networks => ({
  ...oldDocument.network,
  management: { ...oldDocument.network.management, address: { method: 'static', address, gateway: null } },
})
const wanted = at('192.0.2.6/24')
const through = (local: string) => ({ local, remote: '192.0.2.200' })

let host: ReturnType<typeof fakeHost>
let oldFiles: string[]
beforeEach(() => {
  host = fakeHost()
  oldFiles = host.files()
})
afterEach(() => host.remove())

const begin = (networks = wanted) => host.agent().begin(networks, 'admin', null)
const endings = (): string[] => host.ended.map(({ ending }) => ending)

/** All that a trial may touch, and how the last one ended. */
const found = () => {
  const { trial, last } = host.agent().status()
  const [address, files, document] = [host.address(), host.files(), host.document()]
  return { address, files, document, trial, ending: last?.ending, told: host.ended.at(-1)?.ending }
}
/** The old network, whole, and nothing left of the trial. */
const old = (ending: string) => ({
  address: '192.0.2.5/24',
  files: oldFiles,
  document: oldDocument,
  trial: null,
  ending,
  told: ending,
})
const kept = () => ({
  address: '192.0.2.6/24',
  files: oldFiles.map((text) => text.replace('192.0.2.5', '192.0.2.6')),
  document: { ...oldDocument, network: wanted },
  trial: null,
  ending: 'confirmed',
  told: 'confirmed',
})

describe('new settings', () => {
  test('are in force a moment after who asked was answered, and stay when they are confirmed in time', async () => {
    const { id, secondsLeft } = await begin()
    expect(host.address()).toBe('192.0.2.5/24')
    expect(secondsLeft).toBe(91)
    await host.pass(2)
    expect(host.address()).toBe('192.0.2.6/24')
    expect(host.agent().status().trial).toMatchObject({ id, phase: 'waiting', secondsLeft: 59 })
    expect(host.document()).toEqual(oldDocument)
    await host.pass(57)
    await host.agent().confirm(id, through('::ffff:192.0.2.6'))
    expect(found()).toEqual(kept())
    await host.pass(300)
    expect(found()).toEqual(kept())
    expect(endings()).toEqual(['confirmed'])
  })

  test('are gone a minute later when nobody confirms', async () => {
    await begin()
    await host.pass(60.5)
    expect(host.address()).toBe('192.0.2.6/24')
    await host.pass(1)
    expect(found()).toEqual(old('notConfirmed'))
  })

  test('confirmed too late are not kept', async () => {
    const { id } = await begin()
    await host.pass(62)
    await expect(host.agent().confirm(id, through('192.0.2.6'))).rejects.toMatchObject({ code: 'hostNetwork.noTrial' })
    expect(found()).toEqual(old('notConfirmed'))
  })

  test('confirmed too late are not kept by an agent that was too busy to take them back in time', async () => {
    const { id } = await begin()
    await host.pass(2)
    host.hangs(70)
    await expect(host.agent().confirm(id, through('192.0.2.6'))).rejects.toMatchObject({ code: 'hostNetwork.tooLate' })
    await host.pass(0)
    expect(found()).toEqual(old('notConfirmed'))
  })

  test('leave no file behind when they had others than the old ones', async () => {
    await begin({ ...wanted, management: { ...wanted.management, vlan: 11 } })
    await host.pass(2)
    expect(host.files().some((text) => text.startsWith('30-vmp-mgmt.11.netdev'))).toBe(true)
    await host.pass(60)
    expect(found()).toEqual(old('notConfirmed'))
  })

  test('confirmed at the last moment are either kept or gone, never both', async () => {
    const { id } = await begin()
    await host.pass(60.9)
    const [confirmed] = await Promise.allSettled([host.agent().confirm(id, through('192.0.2.6')), host.pass(1)])
    expect(confirmed.status).toBe('fulfilled')
    await host.pass(60)
    expect(found()).toEqual(kept())
  })

  test('are confirmed only by who came in through them', async () => {
    const { id } = await begin()
    await host.pass(2)
    const { confirm } = host.agent()
    for (const way of [through('192.0.2.5'), through('127.0.0.1'), { local: '192.0.2.6', remote: '192.0.2.6' }])
      await expect(confirm(id, way)).rejects.toMatchObject({ code: 'hostNetwork.otherWay' })
    await expect(confirm('another', through('192.0.2.6'))).rejects.toMatchObject({ code: 'hostNetwork.noTrial' })
    await host.pass(60)
    expect(found()).toEqual(old('notConfirmed'))
  })

  test('are confirmed twice when the first answer was lost', async () => {
    const { id } = await begin()
    await host.pass(2)
    await host.agent().confirm(id, through('192.0.2.6'))
    await host.agent().confirm(id, through('192.0.2.6'))
    expect(endings()).toEqual(['confirmed'])
  })

  test('are given up at once when somebody says so', async () => {
    const { id } = await begin()
    await host.pass(2)
    await host.agent().giveUp(id)
    expect(found()).toEqual(old('givenUp'))
  })

  test('that cannot be put in force are not waited for', async () => {
    host.fails((command) => command === 'networkctl' && host.address() === '192.0.2.5/24')
    await begin()
    await host.pass(1)
    // The old ones cannot be put back either, for a while.
    await host.pass(20)
    expect(host.agent().status().trial).not.toBeNull()
    host.fails(() => false)
    await host.pass(10)
    expect(found()).toEqual(old('notApplied'))
    expect(host.agent().status().last?.detail).toContain('networkctl')
  })

  test('under which the address does not come are not waited for', async () => {
    await begin({ ...wanted, management: { ...wanted.management, mtu: 1400 } })
    await host.pass(32)
    expect(found()).toEqual(old('notApplied'))
    expect(host.agent().status().last?.detail).toBe('vmp0: MTU 1400')
  })
})

describe('before anything is touched', () => {
  const untouched = (): void => {
    expect(host.commands()).toBe(0)
    expect(host.agent().status()).toEqual({ trial: null, last: null })
  }

  test('nonsense is refused', async () => {
    await expect(begin(at('192.0.2.255/24'))).rejects.toMatchObject({ code: 'hostNetwork.nonsense' })
    untouched()
  })

  test('an address that another machine uses is refused', async () => {
    host.rivals(['02:00:00:00:00:99'])
    await expect(begin()).rejects.toMatchObject({ code: 'hostNetwork.addressInUse' })
    untouched()
  })

  test('a second change is refused while the first is on trial', async () => {
    await begin()
    await expect(begin(at('192.0.2.7/24'))).rejects.toMatchObject({ code: 'hostNetwork.busy', params: { by: 'admin' } })
    await host.pass(100)
    await begin(at('192.0.2.7/24'))
  })
})

describe('an agent that is killed', () => {
  /** As many as a trial takes until somebody is waited for. */
  async function commandsOfTrial(): Promise<number> {
    const before = host.commands()
    await begin()
    await host.pass(2)
    const count = host.commands() - before
    await host.pass(100)
    return count
  }

  test('while it waits goes on waiting when it is back, and no longer than was said', async () => {
    const { id } = await begin()
    await host.pass(10)
    await host.restartAgent()
    expect(host.agent().status().trial).toMatchObject({ id, secondsLeft: 48 })
    await host.pass(47)
    expect(host.address()).toBe('192.0.2.6/24')
    await host.pass(2)
    expect(found()).toEqual(old('notConfirmed'))
  })

  test('while it waits takes the confirmation when it is back', async () => {
    const { id } = await begin()
    await host.pass(10)
    await host.restartAgent()
    await host.agent().confirm(id, through('192.0.2.6'))
    expect(found()).toEqual(kept())
  })

  test('and comes back after the minute brings the old ones back at once', async () => {
    await begin()
    await host.pass(10)
    await host.restartAgent(600)
    expect(found()).toEqual(old('notConfirmed'))
  })

  test('at any of its commands leaves nothing half: the old network is back, whole', async () => {
    const count = await commandsOfTrial()
    expect(count).toBeGreaterThanOrEqual(3)
    for (let command = 1; command <= count; command += 1) {
      host.diesAt(command)
      await begin()
      await host.pass(2)
      await host.restartAgent()
      await host.pass(100)
      expect(found()).toEqual(old('interrupted'))
    }
  })

  test('at any command of the way back, too', async () => {
    const count = await commandsOfTrial()
    for (let command = 1; command <= count; command += 1) {
      await begin()
      await host.pass(5)
      host.diesAt(command)
      await host.pass(60)
      await host.restartAgent()
      await host.pass(100)
      expect(found()).toEqual(old('notConfirmed'))
    }
  })

  test('between the document and the end of the trial has confirmed', async () => {
    const { id } = await begin()
    await host.pass(2)
    const file = join(dirname(host.documentFile), 'network-trial.json')
    const trial = readFileSync(file)
    await host.agent().confirm(id, through('192.0.2.6'))
    expect(existsSync(file)).toBe(false)
    writeFileSync(file, trial)
    await host.restartAgent()
    await host.pass(100)
    expect(found()).toEqual(kept())
  })
})

describe('a machine that restarts during a trial', () => {
  test('has its old network from the first moment on, and says why', async () => {
    await begin()
    await host.pass(10)
    await host.restartMachine()
    await host.pass(0)
    expect(found()).toEqual(old('restarted'))
  })

  test('while it is put in force, likewise', async () => {
    await begin()
    await host.restartMachine()
    await host.pass(100)
    expect(found()).toEqual(old('restarted'))
  })

  test('has the new one when that was confirmed, even if nobody heard', async () => {
    const { id } = await begin()
    await host.pass(2)
    const file = join(dirname(host.documentFile), 'network-trial.json')
    const trial = readFileSync(file)
    await host.agent().confirm(id, through('192.0.2.6'))
    writeFileSync(file, trial)
    await host.restartMachine()
    expect(found()).toEqual(kept())
  })

  test('is not kept from its network by a damaged record', async () => {
    writeFileSync(join(dirname(host.documentFile), 'network-trial.json'), '{"version":')
    await host.restartMachine()
    expect(host.agent().status().trial).toBeNull()
    await begin()
  })
})

test('what others changed in the document meanwhile stays', async () => {
  const { id } = await begin()
  await host.pass(2)
  writeFileSync(host.documentFile, JSON.stringify({ ...oldDocument, timezone: 'Asia/Shanghai' }))
  await host.agent().confirm(id, through('192.0.2.6'))
  expect(host.document()).toEqual({ ...oldDocument, timezone: 'Asia/Shanghai', network: wanted })
})
