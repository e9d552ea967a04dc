import { afterEach, expect, test } from 'vitest'
import { bootTimeoutMs, everyBoot, labDown, labUp, titleOf } from './boots.ts'
import { machineOf } from './installs.ts'
import { expectAllRead, expectHardware, expectLive, readAgainMs } from './seen-hardware.ts'

const lab = 'boottest'
const timeout = bootTimeoutMs + readAgainMs + 180_000

afterEach(() => labDown(lab))

for (const boot of everyBoot) {
  test(`a bare server shows up with its hardware: ${titleOf(boot)}`, { timeout }, async () => {
    const result = await labUp(lab, boot, ['--cpus', '1'])
    expect(result).toMatchObject({ reached: true, servers: [{ name: `${lab}-1`, reached: true }] })
    await expectAllRead(lab)
    await expectLive(lab, boot, result.servers[0]!.shortCode)
    await expectHardware(lab, boot)
    expect((await machineOf(lab)).talking).toBe(true)
  })
}
