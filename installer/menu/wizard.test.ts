import { describe, expect, test } from 'vitest'
import type { Plan } from '../../answer/plan.ts'
import type { Answer } from '../../answer/schema.ts'
import { VmpError } from '../../lib/errors.ts'
import { blankFacts, disk, nic } from '../../preflight/__fixtures__/facts.ts'
import { reportOf } from '../../preflight/report/__fixtures__/reports.ts'
import type { Facts } from '../../preflight/facts/schema.ts'
import type { Report } from '../../preflight/report.ts'
import { noPlan } from './__fixtures__/plan.ts'
import { answerFileOf } from './draft.ts'
import { keysOf, textMenu } from './text-screen.ts'
import { wizard } from './wizard.ts'
import type { MenuOrder, WizardPorts } from './wizard.ts'

const ext4 = { path: '/dev/sdb1', kind: 'filesystem', type: 'ext4', label: 'old data', uuid: null, size: null } as const
const facts: Facts = {
  ...blankFacts,
  disks: [disk({ name: 'sda' }), disk({ name: 'sdb', contents: [ext4] })],
  nics: [nic(), nic({ name: 'eno2', mac: '02:00:00:00:00:0b', link: false })],
}

/** As the planner gives it, as far as the menu looks: a code when something is destroyed. */
const planOf = (given: Facts, answer: Answer, code: string | null): Plan => {
  const names = (answer.disks.system as { serial?: readonly string[] }).serial ?? []
  const full = given.disks.filter(({ serial, contents }) => names.includes(serial ?? '') && contents?.length !== 0)
  const needed = full.length > 0 ? 'K7F-3QX' : null
  return {
    ...noPlan,
    problems: needed !== null && code !== needed ? [{ code: 'disk.full', params: { path: 'x' } }] : [],
    code: needed,
    digest: `plan of ${names.join('+')}`,
  }
}

interface World {
  readonly orders: MenuOrder[]
  readonly menu: ReturnType<typeof textMenu>
  readonly flow: ReturnType<typeof wizard>
  /** Presses keys by name, and types words in quotes. */
  readonly type: (...keys: string[]) => Promise<string>
  readonly screen: () => string
}

function world({
  report = reportOf(facts),
  ...more
}: Partial<Omit<WizardPorts, 'report'>> & { report?: Report | null } = {}): World {
  const orders: MenuOrder[] = []
  const flow = wizard({
    facts: () => facts,
    complete: (file) => file as Answer,
    plan: planOf,
    planLines: ({ digest }) => [digest],
    hash: async (password) => `hash of ${password}`,
    begin: async (order) => void orders.push(order),
    ...more,
    report: () => report,
  })
  const menu = textMenu(flow)
  return {
    orders,
    flow,
    menu,
    screen: () => menu.lines(80, 24).join('\n'),
    async type(...keys) {
      let outcome = 'open'
      for (const key of keys)
        for (const each of key.startsWith('"') ? keysOf(key.slice(1, -1)) : [key]) outcome = await menu.press(each)
      return outcome
    },
  }
}

const toName = ['enter', 'space', 'enter', 'enter'] as const
const filled = ['"host1"', 'down', 'down', '"orange words"', 'down', '"orange words"', 'enter']

describe('from the first page to the order', () => {
  test('a machine with empty disks is installed after the plain word', async () => {
    const { orders, type, screen } = world()
    await type(...toName, ...filled)
    expect(screen()).toContain('plan of D-sda')
    expect(await type('"wrong"', 'enter')).toBe('open')
    expect(screen()).toContain('That is not INSTALL. Nothing was written.')
    expect(orders).toEqual([])
    expect(await type(...Array.from({ length: 5 }, () => 'backspace'), '"install"', 'enter')).toBe('closed')
    expect(orders).toMatchObject([
      {
        code: null,
        reason: null,
        plan: { digest: 'plan of D-sda' },
        answer: {
          identity: { name: 'host1', timezone: 'Etc/UTC', rootPasswordHash: 'hash of orange words' },
          disks: { system: { serial: ['D-sda'], count: 1 }, data: null, raid: { data: 'auto' } },
          network: { management: { port: { mac: '02:00:00:00:00:0a' }, vlan: null, address: { method: 'dhcp' } } },
        },
      },
    ])
  })

  test('a disk that holds something needs the code of the plan', async () => {
    const { orders, type, screen } = world()
    await type('enter', 'down', 'space', 'enter', 'enter', ...filled)
    await type('"install"', 'enter')
    expect(orders).toEqual([])
    expect(screen()).toContain('Type K7F-3QX to begin')
    await type(...Array.from({ length: 7 }, () => 'backspace'), '"k7f 3qx"', 'enter')
    expect(orders).toMatchObject([{ code: 'K7F-3QX', plan: { digest: 'plan of D-sdb', problems: [] } }])
  })

  test('a second order is not given by the same menu', async () => {
    const { orders, type, flow } = world()
    await type(...toName, ...filled, '"install"', 'enter', 'enter')
    expect(await flow.next()).toBe(false)
    expect(flow.back()).toBe(false)
    expect(orders).toHaveLength(1)
  })

  test('a beginning that fails is said, and may be tried again', async () => {
    let times = 0
    const begin = async (): Promise<void> => {
      times += 1
      if (times === 1) throw new VmpError('disk.full', { path: '/x' })
    }
    const { type, screen } = world({ begin })
    await type(...toName, ...filled, '"install"', 'enter')
    expect(screen()).toContain('/x')
    expect(await type('enter')).toBe('closed')
    expect(times).toBe(2)
  })
})

describe('what is not right stops its page', () => {
  test('no report yet, and an unfit machine without a reason', async () => {
    const waiting = world({ report: null })
    await waiting.type('enter')
    expect(waiting.screen()).toContain('1 of 5')
    expect(waiting.screen()).toContain('Wait until the machine is checked.')
    const unfit = world({ report: { ...reportOf(facts), verdict: 'unfit' } })
    await unfit.type('enter')
    expect(unfit.screen()).toContain('say why it is to be installed')
    await unfit.type('"a test bench"', 'enter')
    expect(unfit.screen()).toContain('2 of 5')
    await unfit.type('space', 'enter', 'enter', ...filled, '"install"', 'enter')
    expect(unfit.orders).toMatchObject([{ reason: 'a test bench' }])
  })

  test.each([
    ['no disk', ['enter', 'enter'], 'Choose at least one disk for the system.'],
    ['one disk for both', ['enter', 'space', 'down', 'down', 'space', 'enter'], 'Chosen for system and data: /dev/sda'],
    ['a VLAN out of range', ['enter', 'space', 'enter', 'down', 'down', '"4095"', 'enter'], '"4095" does not fit here'],
    ['a host name with capitals', [...toName, '"Host"', 'enter'], '"Host" does not fit here'],
    ['a short password', [...toName, '"h"', 'down', 'down', '"short"', 'enter'], 'At least 8 characters.'],
  ])('%s', async (_, keys, text) => {
    const { type, screen, flow } = world()
    expect(await type(...keys)).toBe('open')
    expect(screen()).toContain(text)
    expect(flow.begun()).toBe(false)
  })

  test('a static address is asked for only when it is wanted, and its gateway lies in its network', async () => {
    const { type, screen, flow } = world()
    await type('enter', 'space', 'enter')
    expect(screen()).not.toContain('Gateway')
    await type('down', 'down', 'down', 'down', 'space', 'down', '"10.0.0.5/24"', 'down', '"10.0.1.1"', 'enter')
    expect(screen()).toContain('"10.0.1.1" does not fit here')
    flow.set('gateway', '10.0.0.1')
    expect(await flow.next()).toBe(true)
  })
})

test('back works from everywhere, keeps what was filled in, and leaves the menu from the first page', async () => {
  const { type, screen } = world()
  await type(...toName, ...filled)
  expect(screen()).toContain('5 of 5')
  await type('escape')
  expect(screen()).toContain('Host name: host1_')
  expect(screen()).toContain('Password of root: ************_')
  await type('escape', 'escape')
  expect(screen()).toContain('> [x] sda  960 GB  SSD  S/N D-sda: empty')
  expect(await type('escape')).toBe('open')
  expect(await type('escape')).toBe('closed')
})

test('disks that share a serial are named by their WWN, and those without either by what they look like', () => {
  const shared = { serial: 'N-1', size: 500e9 } as const
  const like = { serial: null, wwn: null, model: 'VIRTUAL', size: 64e9 } as const
  const many: Facts = {
    ...facts,
    disks: [
      disk({ name: 'nvme0n1', wwn: 'eui.1', ...shared }),
      disk({ name: 'nvme0n2', wwn: 'eui.2', ...shared }),
      disk({ name: 'vda', ...like }),
    ],
  }
  const chosen = (...system: string[]) =>
    (answerFileOf({ system }, many, null) as { disks: { system: unknown } }).disks.system
  expect(chosen('/dev/nvme0n1')).toEqual({ wwn: ['eui.1'], count: 1 })
  expect(chosen('/dev/vda')).toEqual({ model: 'VIRTUAL', size: { min: 64, max: 64 }, count: 1 })
})

test('what is to be mended has the focus', async () => {
  const { type, screen } = world()
  await type(...toName, '"host1"', 'enter')
  expect(screen()).toContain('> Password of root: _')
  await type('"long enough"', 'enter')
  expect(screen()).toContain('> The same again: _')
})

test('a disk that went away while it was chosen is named', async () => {
  let now = facts
  const { type, screen } = world({ facts: () => now })
  await type('enter', 'space')
  now = { ...facts, disks: facts.disks.slice(1) }
  await type('enter')
  expect(screen()).toContain('No longer there: /dev/sda')
})

test('a password is on no screen and in no page', async () => {
  const { type, screen, flow } = world()
  await type(...toName, ...filled.slice(0, -1))
  expect(screen()).not.toContain('orange')
  expect(JSON.stringify(flow.page('zh'))).not.toContain('orange')
})

test('a plan longer than the screen begins at its top, and is scrolled without losing what is typed', async () => {
  const planLines = () => Array.from({ length: 60 }, (_, index) => `line ${index + 1} of the plan`)
  const { type, screen } = world({ planLines })
  await type(...toName, ...filled)
  expect(screen()).toContain('line 1 of the plan')
  expect(screen()).toContain('below --')
  await type('pagedown')
  expect(screen()).not.toContain('line 1 of')
  await type('"i"')
  expect(screen()).toContain('Type INSTALL to begin: i_')
})

test('the screen has its height and no line is too wide, whatever stands on it', async () => {
  const { type, menu } = world({ planLines: () => ['x'.repeat(300), '中文'] })
  await type(...toName, ...filled)
  for (const [width, height] of [
    [80, 25],
    [40, 10],
    [132, 50],
  ] as const) {
    const lines = menu.lines(width, height)
    expect(lines).toHaveLength(height)
    expect(lines.every((line) => line.length <= width && /^[ -~]*$/.test(line))).toBe(true)
  }
})

describe('keys', () => {
  test.each([
    ['arrows of xterm and of the application mode', '\u001B[A\u001BOB', ['up', 'down']],
    ['a lone escape', '\u001B', ['escape']],
    ['letters and blanks', 'a b', ['a', 'space', 'b']],
    ['both kinds of backspace', '\u007F\b', ['backspace', 'backspace']],
    ['unknown sequences', '\u001B[15~x\u001B[1;5Cy', ['x', 'y']],
    ['control characters', '\u0001\u0000z', ['z']],
  ])('%s', (_, input, keys) => expect(keysOf(input)).toEqual(keys))
})
