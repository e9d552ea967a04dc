import { describe, expect, test } from 'vitest'
import { passwordHasher, today } from './password-hash.ts'

const parameters = { memory: 64, passes: 1, parallelism: 1 }
const hasher = passwordHasher(parameters)

describe('a password', () => {
  test('is kept as a hash with its parameters, each time with another salt', async () => {
    const [one, two] = [await hasher.hash('drei Kraniche'), await hasher.hash('drei Kraniche')]
    expect(one).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(one).not.toBe(two)
    for (const hash of [one, two]) {
      expect(await hasher.verify('drei Kraniche', hash)).toBe(true)
      expect(await hasher.verify('drei Kranichf', hash)).toBe(false)
    }
  })

  test('is what other programs make of the same salt and parameters (RFC 9106)', async () => {
    // From the tests of the reference implementation (phc-winner-argon2, src/test.c).
    const known = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'
    expect(await hasher.verify('password', known)).toBe(true)
  })

  test('is the same however a keyboard composes it', async () => {
    expect(await hasher.verify('Schlu\u0308sselbund', await hasher.hash('Schl\u00fcsselbund'))).toBe(true)
  })

  test.each([
    undefined,
    '',
    'x',
    '$6$salt$hash',
    '$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$',
    '$argon2id$v=19$m=64,t=1,p=1$c2FsdA$c2FsdHNhbHQ',
  ])('never fits the hash %j', async (hash) => {
    expect(await hasher.verify('', hash)).toBe(false)
  })
})

test('a hash is outdated when today’s parameters are others', async () => {
  const hash = await hasher.hash('x')
  expect(hasher.isOutdated(hash)).toBe(false)
  expect(passwordHasher(today).isOutdated(hash)).toBe(true)
  expect(hasher.isOutdated('x')).toBe(true)
})

test('to look for somebody who does not exist is as much work as for somebody who does', async () => {
  const slow = passwordHasher()
  const hash = await slow.hash('x')
  const time = async (of: string | undefined): Promise<number> => {
    const times: number[] = []
    for (let n = 0; n < 5; n += 1) {
      const begin = performance.now()
      await slow.verify('y', of)
      times.push(performance.now() - begin)
    }
    return Math.min(...times)
  }
  expect((await time(undefined)) / (await time(hash))).toBeGreaterThan(0.4)
})

test('a thousand logins at once do not take the host’s memory: most are told to come again', async () => {
  const results = await Promise.allSettled(Array.from({ length: 1000 }, () => hasher.hash('x')))
  const failed = results.filter((result) => result.status === 'rejected')
  expect(failed).toHaveLength(966)
  expect(failed[0]!.reason).toMatchObject({ code: 'user.busy' })
  await expect(hasher.hash('x')).resolves.toBeDefined()
})
