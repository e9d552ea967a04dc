import { expect, test } from 'vitest'
import { run } from '../lib/exec.ts'
import { planInstallation } from '../installer/plan/plan.ts'
import type { MenuOrder } from '../live/menu.ts'
import { disk, fitServer } from '../preflight/__fixtures__/facts.ts'
import { reportOf } from '../preflight/report/__fixtures__/reports.ts'
import { liveMenus } from './live-menu.ts'

const ext4 = { path: '/dev/sdb1', kind: 'filesystem', type: 'ext4', label: 'old', uuid: null, size: null } as const
const facts = {
  ...fitServer,
  disks: [disk({ name: 'sda' }), disk({ name: 'sdb', contents: [ext4] }), disk({ name: 'sdc' })],
}

test('what is typed at the screen becomes an answer that the planner takes, with a hash of the password', async () => {
  const orders: MenuOrder[] = []
  const { text } = liveMenus(
    {
      facts: () => facts,
      report: () => reportOf(facts),
      plan: (given, answer, code) => planInstallation({ facts: given, answer, machine: 'own-1', rearmed: false, code }),
      planLines: (plan) => plan.disks.map(({ path, role }) => `${path} ${role}`),
      begin: async (order) => void orders.push(order),
    },
    run,
  )
  const menu = text()
  const screen = () => menu.lines(80, 24).join('\n')
  const type = async (typed: string) => menu.input(typed)
  const down = '\u001B[B'
  await type('\r')
  // sda and sdb for the system; a static address; name and password.
  await type(` ${down} \r`)
  await type(`${down.repeat(4)} ${down}10.0.0.5/24${down}10.0.0.1${down}10.0.0.53\r`)
  await type(`host1${down}${down}four words of it${down}four words of it\r`)
  expect(screen()).toContain('/dev/sdb system')
  expect(screen()).toContain('/dev/sdc untouched')
  const code = /Type (\S+) to begin/.exec(screen())?.[1] ?? ''
  expect(code).not.toBe('INSTALL')
  expect(await type('INSTALL\r')).toBe('open')
  expect(await type(`${'\b'.repeat(7)}${code}\r`)).toBe('closed')
  expect(orders).toHaveLength(1)
  const [{ answer, plan }] = orders as [MenuOrder]
  expect(plan.problems).toEqual([])
  expect(plan.disks.map(({ role, permission }) => [role, permission])).toEqual([
    ['system', 'empty'],
    ['system', 'code'],
    ['untouched', null],
  ])
  expect(answer).toMatchObject({
    identity: { name: 'host1', locale: 'C.UTF-8' },
    network: { management: { address: { method: 'static', address: '10.0.0.5/24', gateway: '10.0.0.1' } } },
  })
  const hash = answer.identity.rootPasswordHash ?? ''
  const [, , salt = ''] = hash.split('$')
  const again = await run('openssl', ['passwd', '-6', '-salt', salt, 'four words of it'], { timeout: 10_000 })
  expect(hash).toBe(again.stdout.trim())
})
