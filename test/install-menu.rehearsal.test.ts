/** The medium is left in, as it is in a server room: the installed host must start in spite of it. */
import { createConnection } from 'node:net'
import type { Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { readLab } from '../lab/state.ts'
import { labDown, labUp } from './boots.ts'
import { expectAllRead, expectHardware, expectLive } from './seen-hardware.ts'
import { awaitHost, clientOf, installTimeoutMs, machineOf } from './installs.ts'

const lab = 'menutest'
const checkMs = 600_000
/** Milliseconds until a page of the menu stands on the line; the server is made in software, and may be busy. */
const pageMs = 60_000

afterEach(() => labDown(lab))

/** A person's terminal on the serial line: what it shows, and what is typed. */
async function terminal(): Promise<{
  type: (keys: string) => void
  sees: (words: string) => Promise<void>
  close: () => void
}> {
  const record = await readLab(lab)
  const socket: Socket = createConnection({ path: record!.servers[0]!.guest.serialSocket })
  let shown = ''
  socket.setEncoding('latin1')
  socket.on('data', (text) => {
    shown += String(text)
  })
  return {
    type(keys) {
      shown = ''
      socket.write(keys)
    },
    async sees(words) {
      const end = AbortSignal.timeout(pageMs)
      const { promise, reject, resolve } = Promise.withResolvers<void>()
      const look = (): void => (shown.includes(words) ? resolve() : undefined)
      socket.on('data', look)
      end.addEventListener('abort', () => reject(new Error(`"${words}" is not there, but:\n${shown.slice(-4000)}`)))
      look()
      await promise.finally(() => socket.off('data', look))
    },
    close: () => socket.destroy(),
  }
}

const boot = { firmware: 'bios', medium: 'iso', dhcp: 'full' } as const
const down = '\u001B[B'

test(
  'a server is installed from a medium through the menu on its serial line, and starts from its disks with the medium in',
  { timeout: checkMs + installTimeoutMs + 300_000 },
  async () => {
    const begun = new Date()
    const since = performance.now()
    const options = ['--until', 'checked', '--cpus', '1']
    const { servers } = await labUp(lab, boot, options)
    expect(servers).toMatchObject([{ state: 'checked' }])
    await expectAllRead(lab)
    await expectLive(lab, boot, servers[0]!.shortCode)
    await expectHardware(lab, boot)
    const { type, sees, close } = await terminal()
    try {
      type('i')
      await sees('1 of 5: Report')
      type('\r')
      await sees('2 of 5: Disks')
      // The first disk alone, and back: nothing is lost, nothing written.
      type(' \r')
      await sees('3 of 5: Network')
      type('\u001B')
      await sees('> [x] sda')
      type(`${down} \r`)
      await sees('3 of 5: Network')
      type('\r')
      await sees('4 of 5: Name')
      type(`menuhost${down}${down}four words of it${down}four words of it\r`)
      await sees('5 of 5: Confirm')
      await sees('Type INSTALL to begin')
      expect((await machineOf(lab)).state).toBe('checked')
      type('INSTALL\r')
      await sees('VMP: ')
    } finally {
      close()
    }
    await awaitHost(lab, since, begun)
    const machine = await machineOf(lab)
    expect(machine).toMatchObject({ state: 'installed', host: { name: 'menuhost', verified: true } })
    expect(machine.installation).toMatchObject({ outcome: 'installed', approvedBy: 'screen of m1' })
    const { installations } = await clientOf(lab).installations({ params: { machine: machine.id } })
    expect(installations).toHaveLength(1)
  },
)
