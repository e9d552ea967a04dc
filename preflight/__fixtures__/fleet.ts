/** Another machine of the fleet, for tests: of the same maker and model as the fit server, with names of its own. */
import type { FleetMember } from '../around.ts'

export const member = (different: Partial<FleetMember> = {}): FleetMember => ({
  name: 'm2',
  uuid: '11112222-3333-4444-5555-666677778888',
  serial: 'S2',
  macs: ['02:00:00:00:01:0a'],
  addresses: ['192.0.2.20'],
  vendor: 'Maker',
  product: 'Server 1',
  firmware: { version: '2.1', date: '01/01/2025', mode: 'uefi' },
  ...different,
})
