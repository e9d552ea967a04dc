import { openDatabase } from '../../../lib/sqlite.ts'
import { dhcpMigrations } from '../leases.ts'
import { createDhcpServer } from '../server.ts'
import type { BootOffer, DhcpClient, DhcpServerOptions } from '../types.ts'

/** A DHCP server in a process of its own, for tests and benchmarks that need one in a network namespace or to kill. */
export type ServeSettings = Omit<DhcpServerOptions, 'database' | 'bootOffer' | 'onEvent'> & {
  readonly database: string
  /** Print every event; a benchmark does not. */
  readonly events: boolean
}

const settings = JSON.parse(process.argv[2] ?? '{}') as ServeSettings

const say = (line: unknown): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

const bootOffer = ({ kind, arch }: DhcpClient): BootOffer => ({
  nextServer: settings.address,
  file:
    kind === 'ipxe'
      ? `http://${settings.address}:8080/boot/script.ipxe`
      : kind === 'firmware-http'
        ? `http://${settings.address}:8080/bootx64.efi`
        : arch === 0
          ? 'undionly.kpxe'
          : 'bootx64.efi',
})

const database = openDatabase(settings.database, dhcpMigrations)
const server = createDhcpServer({
  ...settings,
  database,
  bootOffer,
  ...(settings.events && { onEvent: say }),
})

process.once('SIGTERM', () => {
  void server.stop().then(() => {
    database.close()
    process.exit(0)
  })
})
let asked = 0
process.on('SIGUSR2', () => {
  asked += 1
  // What is held, not what the collector has yet to take or the allocator keeps for later.
  globalThis.gc!()
  const { heapUsed, external } = process.memoryUsage()
  say({ type: 'memory', serial: asked, held: heapUsed + external })
})

try {
  await server.start()
  say({ type: 'ready', pid: process.pid })
  say({ type: 'settled', ...(await server.settled()) })
} catch (error) {
  say({ type: 'refused', error: (error as { code?: string }).code, params: (error as { params?: unknown }).params })
  process.exit(1)
}
