import { expect, test } from 'vitest'
import { makeSecret, seal, unseal } from './sealed.ts'

test('what was sealed opens with the same secret, for the same purpose', async () => {
  const secret = await makeSecret()
  const sealed = await seal(secret, 'ca', 'the key')
  expect(sealed).not.toContain(secret.k)
  expect(Buffer.from(sealed.split('.')[3]!, 'base64url').toString()).not.toContain('the key')
  expect(await unseal(secret, 'ca', sealed)).toBe('the key')
  // Never the same text twice: nobody sees that nothing changed.
  expect(await seal(secret, 'ca', 'the key')).not.toBe(sealed)
})

test('another secret, another purpose, and what was altered do not open it', async () => {
  const secret = await makeSecret()
  const sealed = await seal(secret, 'ca', 'the key')
  await expect(unseal(await makeSecret(), 'ca', sealed)).rejects.toMatchObject({ code: 'identity.secretOther' })
  await expect(unseal(secret, 'console', sealed)).rejects.toMatchObject({ code: 'identity.sealBroken' })
  const [header, ...rest] = sealed.split('.')
  const forged = JSON.parse(Buffer.from(header!, 'base64url').toString()) as Record<string, string>
  const console = Buffer.from(JSON.stringify({ ...forged, purpose: 'console' })).toString('base64url')
  await expect(unseal(secret, 'console', [console, ...rest].join('.'))).rejects.toMatchObject({
    code: 'identity.sealBroken',
  })
  await expect(unseal(secret, 'ca', 'x')).rejects.toMatchObject({ code: 'identity.sealBroken' })
})
