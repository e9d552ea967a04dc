/** Puts a document's network in force, as at a boot; within the machine's namespaces. */
import { run } from '../../../../lib/exec.ts'
import type { HostDocument } from '../../../../installer/configuration/document.ts'
import { applyNetwork } from '../apply.ts'
import { playNetworkctl } from './networkctl.ts'

const { root, document } = JSON.parse(process.argv[2]!) as { root: string; document: HostDocument }
const elsewhere: HostDocument = {
  ...document,
  network: { ...document.network, management: { ...document.network.management, ports: ['eth1'], mtu: 1400 } },
}
await applyNetwork(
  {
    run: (command, args, options) =>
      command === 'networkctl' ? playNetworkctl(root, args) : run(command, args, options),
    root,
    signal: AbortSignal.timeout(60_000),
  },
  // Whatever a test left there: so that each begins from the same.
  elsewhere,
  document,
)
