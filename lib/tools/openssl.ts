/** openssl: the hash of a password, as crypt(5) takes it. */
import type { run } from '../exec.ts'

/** SHA-512 with a salt of its own; the password comes by standard input, where no list of processes shows it. */
const passwordHashArgs = ['passwd', '-6', '-stdin']

/** @throws CommandError */
export async function hashPassword(password: string, runTool: typeof run): Promise<string> {
  const { stdout } = await runTool('openssl', passwordHashArgs, { input: `${password}\n`, timeout: 10_000 })
  return stdout.trim()
}
