import { fileURLToPath } from 'node:url'
import { run } from '../lib/exec.ts'

const vmp = fileURLToPath(new URL('../bin/vmp', import.meta.url))
/** From nothing, on a slow machine; a few seconds when the packages are there. */
const timeout = 1_800_000

/** Builds the image of this very code before the system tests: a boot of an older one would prove nothing. */
export default async function setup(): Promise<void> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`)
  await run(vmp, ['image', 'build'], { timeout, onLine: say })
}
