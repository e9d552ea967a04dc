import { expect, test } from 'vitest'
import { checkNewPassword } from './password-policy.ts'

const names = ['ann', 'Ann Kowalski', '']

test.each([
  ['kranich', 'password.short'],
  ['aaaaaaaaaaaaaaaa', 'password.monotonous'],
  ['abababababababab', 'password.monotonous'],
  ['1234567890', 'password.sequence'],
  ['ABCDEFGHIJKL', 'password.sequence'],
  ['9876543210', 'password.sequence'],
  ['Ann-2026-2026', 'password.name'],
  ['ann kowalski 1', 'password.name'],
  ['vmp-VMP-2026', 'password.name'],
  ['Password123!', 'password.common'],
  ['P@ssw0rd2026', 'password.common'],
  ['Qwertz-12345', 'password.common'],
  ['ｐａｓｓｗｏｒｄ１２３', 'password.common'],
  ['woaini520520', 'password.common'],
] as const)('%s is refused: %s', (password, problem) => {
  expect(() => checkNewPassword(password, { names })).toThrow(
    expect.objectContaining({ code: 'user.passwordWeak', params: { problem, shortest: 10 } }),
  )
})

test.each([
  'drei gelbe Kraniche',
  '三只黄鹤飞过长江水面上',
  'x7#mK2!pQz',
  'password of my uncle Tobias',
  'wvut-8kq2-mx4p-77ha',
])('%s is good', (password) => {
  expect(() => checkNewPassword(password, { names })).not.toThrow()
})
