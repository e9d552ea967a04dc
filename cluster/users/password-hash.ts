/** Passwords as they are kept: Argon2id (RFC 9106), written as PHC strings that carry their own parameters. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { VmpError } from '../../lib/errors.ts'

interface Parameters {
  /** KiB. */
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

/** OWASP's Password Storage Cheat Sheet, 2025: the smallest of its equals, as an agent has little memory. */
export const today: Parameters = { memory: 19 * 1024, passes: 2, parallelism: 1 }
const SALT = 16
const TAG = 32

/** Computed at once, and waiting for it at most: whoever sends a thousand logins shall not take a host's memory or its cores. */
const ATONCE = 2
const WAITING = 32

export interface PasswordHasher {
  hash(password: string): Promise<string>
  /** As long for a hash that is none (of a user that does not exist) as for a wrong password. */
  verify(password: string, hash: string | undefined): Promise<boolean>
  /** Whether it was made with other parameters than today's. */
  isOutdated(hash: string): boolean
}

const compute = promisify(argon2)

/** @throws VmpError `user.busy`, from both. */
export function passwordHasher(
  parameters: Parameters = today,
  random: (bytes: number) => Buffer = randomBytes,
): PasswordHasher {
  const gated = gate(ATONCE, WAITING)
  const derive = (password: string, { salt, memory, passes, parallelism, length }: Derivation): Promise<Buffer> =>
    gated(() =>
      compute('argon2id', {
        // The same characters, however a keyboard composes them (NIST SP 800-63B, 3.1.1.2).
        message: password.normalize('NFKC'),
        nonce: salt,
        memory,
        passes,
        parallelism,
        tagLength: length,
      }),
    )
  const fresh = (): Derivation => ({ ...parameters, salt: random(SALT), length: TAG })
  return {
    async hash(password) {
      const derivation = fresh()
      return written(derivation, await derive(password, derivation))
    },
    async verify(password, hash) {
      const known = hash === undefined ? undefined : parse(hash)
      const found = await derive(password, known ?? fresh())
      return known !== undefined && timingSafeEqual(found, known.tag)
    },
    isOutdated(hash) {
      const known = parse(hash)
      const { memory, passes, parallelism } = parameters
      return (
        known === undefined ||
        known.memory !== memory ||
        known.passes !== passes ||
        known.parallelism !== parallelism ||
        known.length !== TAG
      )
    },
  }
}

interface Derivation extends Parameters {
  readonly salt: Buffer
  readonly length: number
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

const written = ({ memory, passes, parallelism, salt }: Derivation, tag: Buffer): string =>
  `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`

/** Salt and tag of eight bytes at least, which every program that writes such hashes keeps to. */
function parse(hash: string): (Derivation & { readonly tag: Buffer }) | undefined {
  const format = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,})\$([A-Za-z0-9+/]{11,})$/
  const [, memory, passes, parallelism, salt, tag] = format.exec(hash) ?? []
  if (tag === undefined) return undefined
  const bytes = Buffer.from(tag, 'base64')
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt!, 'base64'),
    tag: bytes,
    length: bytes.length,
  }
}

/** Lets so many run at once and so many more wait. */
function gate(atOnce: number, most: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= atOnce) {
      if (waiting.length >= most) throw new VmpError('user.busy')
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running += 1
    try {
      return await work()
    } finally {
      // Its place goes to the next one, or is free.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
