import { afterEach, expect, test } from 'vitest'
import { readLab } from '../lab/state.ts'
import { bootTimeoutMs, everyBoot, fewBoots, labDown, labUp, titleOf } from './boots.ts'

const lab = 'boottest'
const timeout = bootTimeoutMs + 180_000

afterEach(() => labDown(lab))

// VMP_BOOTS=all tries every chain; a table of their seconds is printed by `npm run bench:lab`.
for (const boot of process.env['VMP_BOOTS'] === 'all' ? everyBoot : fewBoots) {
  test(`a bare server is discovered: ${titleOf(boot)}`, { timeout }, async () => {
    const result = await labUp(lab, boot)
    expect(result).toMatchObject({ reached: true, servers: [{ name: `${lab}-1`, reached: true, state: 'discovered' }] })
    expect(result.servers[0]!.shortCode).toMatch(/./)
    expect((await readLab(lab))!.servers).toHaveLength(1)
  })
}
