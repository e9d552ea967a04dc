import { afterEach, expect, test } from 'vitest'
import { stationPorts } from '../cli/lab-station.ts'
import { labPaths, readLab } from '../lab/state.ts'
import { bootTimeoutMs, labDown, labUp, restartStation } from './boots.ts'

const lab = 'fourtest'
const servers = 4

afterEach(() => labDown(lab))

/** Waits until each server has been heard, and not yet all are discovered: the middle of their boot. */
async function middleOfTheBoot(): Promise<void> {
  const client = stationPorts('en').connect(labPaths(lab).stationSocket)
  const deadline = performance.now() + bootTimeoutMs
  while (performance.now() < deadline) {
    const running = (await readLab(lab))?.servers.length === servers
    const machines = running ? await client.machines() : []
    if (machines.length === servers) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error('the servers were not heard in time')
}

const timeout = bootTimeoutMs + 180_000

test('four servers at once all appear, with the station killed and restarted in the middle', { timeout }, async () => {
  const options = ['--servers', String(servers), '--memory', '2G', '--cpus', '1']
  const booting = labUp(lab, { firmware: 'bios', medium: 'pxe', dhcp: 'full' }, options)
  const restarted = middleOfTheBoot().then(() => restartStation(lab))
  const [result] = await Promise.all([booting, restarted])
  expect(result.servers.map(({ reached }) => reached)).toEqual([true, true, true, true])
  expect(new Set(result.servers.map(({ machine }) => machine)).size).toBe(servers)
  expect(new Set(result.servers.map(({ address }) => address)).size).toBe(servers)
})
