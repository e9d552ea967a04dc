import { expect, test } from 'vitest'
import type { Answer } from '../../answer/schema.ts'
import { blankFacts, disk, nic } from '../../preflight/__fixtures__/facts.ts'
import { reportOf } from '../../preflight/report/__fixtures__/reports.ts'
import type { Facts } from '../../preflight/facts/schema.ts'
import { noPlan } from './__fixtures__/plan.ts'
import { menuPage } from './web-page.ts'
import { wizard } from './wizard.ts'
import type { MenuOrder } from './wizard.ts'

const facts: Facts = {
  ...blankFacts,
  disks: [disk({ name: 'sda', model: '<script>alert(1)</script>' }), disk({ name: 'sdb' })],
  nics: [nic()],
}

function world() {
  const orders: MenuOrder[] = []
  const page = menuPage(() =>
    wizard({
      facts: () => facts,
      report: () => reportOf(facts),
      complete: (file) => file as Answer,
      plan: () => noPlan,
      planLines: () => ['the <plan>'],
      hash: async (password) => `hash of ${password}`,
      begin: async (order) => void orders.push(order),
    }),
  )
  const send = (visitor: string, fields: string) => page.submit(visitor, new URLSearchParams(fields))
  return { orders, page, send }
}

const pages = ['go=next', 'system=/dev/sda&raid=auto&go=next', 'port=02:00:00:00:00:0a&method=dhcp&go=next']
const named = 'name=host1&timezone=Etc/UTC&password=orange+words&again=orange+words&go=next'

test('page after page, in both languages, to the order', async () => {
  const { orders, page, send } = world()
  for (const fields of pages) expect(await send('v', fields)).toBe('stays')
  expect(page.show('v', 'zh')).toContain('第 4 步，共 5 步：名称和密码')
  await send('v', named)
  expect(page.show('v', 'en')).toContain('the &lt;plan&gt;')
  expect(await send('v', 'code=wrong&go=next')).toBe('stays')
  expect(page.show('v', 'zh')).toContain('没有写入任何数据')
  expect(orders).toEqual([])
  expect(await send('v', 'code=INSTALL&go=next')).toBe('left')
  expect(orders).toMatchObject([{ answer: { identity: { name: 'host1', rootPasswordHash: 'hash of orange words' } } }])
})

test('pressed twice, it is ordered once', async () => {
  const { orders, send } = world()
  for (const fields of [...pages, named]) await send('v', fields)
  expect(await Promise.all([send('v', 'code=INSTALL&go=next'), send('v', 'code=INSTALL&go=next')])).toContain('left')
  expect(orders).toHaveLength(1)
})

test('what the hardware says of itself is text', async () => {
  const { page, send } = world()
  await send('v', pages[0]!)
  expect(page.show('v', 'en')).toContain('&lt;script&gt;')
  expect(page.show('v', 'en')).not.toContain('<script>')
})

test('a value that was not offered is none, and two visitors do not see each other', async () => {
  const { page, send } = world()
  await send('v', pages[0]!)
  await send('v', 'system=/dev/mapper/other&raid=auto&go=next')
  expect(page.show('v', 'en')).toContain('Choose at least one disk')
  expect(page.show('w', 'en')).toContain('1 of 5')
})

test('a password is never in the page, and going back and on keeps it', async () => {
  const { orders, page, send } = world()
  for (const fields of [...pages, named]) await send('v', fields)
  await send('v', 'go=back')
  expect(page.show('v', 'en')).not.toContain('orange')
  await send('v', 'name=host2&timezone=Etc/UTC&password=&again=&go=next')
  await send('v', 'code=install&go=next')
  expect(orders).toMatchObject([{ answer: { identity: { name: 'host2', rootPasswordHash: 'hash of orange words' } } }])
})

test('back from the first page leaves the menu', async () => {
  const { send } = world()
  expect(await send('v', 'go=back')).toBe('left')
})
