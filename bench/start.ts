import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { localClient } from '../cli/station-client.ts'
import { start } from '../lib/exec.ts'
import { addNamespace, batch, deleteNamespace, execArgs } from '../lib/tools/ip.ts'
import type { Figure } from './figures.ts'
import { median, ready } from './processes.ts'

const NAMESPACE = 'vmpbench-start'
const RUNS = 5
const vmp = fileURLToPath(new URL('../bin/vmp', import.meta.url))

/** From the command to the first answer on the local socket, DHCP, TFTP and HTTP being served by then: median of five. */
export async function figures(): Promise<Figure[]> {
  const state = await mkdtemp(join(tmpdir(), 'vmp-bench-start-'))
  await addNamespace(NAMESPACE)
  try {
    await batch(NAMESPACE, [
      ['link', 'add', 'station', 'type', 'veth', 'peer', 'name', 'segment'],
      ['address', 'add', '198.18.0.1/24', 'dev', 'station'],
      ['link', 'set', 'lo', 'up'],
      ['link', 'set', 'segment', 'up'],
      ['link', 'set', 'station', 'up'],
    ])
    // The first start makes keys and databases; it is not counted.
    await once(state)
    const seconds: number[] = []
    for (let run = 0; run < RUNS; run++) seconds.push(await once(state))
    return [{ what: 'station start', unit: 's', better: 'lower', ours: median(seconds), wanted: 1 }]
  } finally {
    await deleteNamespace(NAMESPACE)
    await rm(state, { recursive: true, force: true })
  }
}

/** Starts the station, waits for its first answer and ends it; seconds from start to answer. */
async function once(state: string): Promise<number> {
  const socket = join(state, 'station.sock')
  const options = ['--interface', 'station', '--dhcp', 'full', '--state', state, '--images', state, '--socket', socket]
  const began = performance.now()
  const station = await start('ip', execArgs(NAMESPACE, vmp, ['serve', ...options]), {
    logFile: join(state, 'station.log'),
  })
  try {
    await ready(() => localClient(socket).station({}), 5)
    return (performance.now() - began) / 1000
  } finally {
    await station.stop()
  }
}
