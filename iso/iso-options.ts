import { VmpError } from '../lib/errors.ts'

export interface IsoChoice {
  readonly station?: string | undefined
  readonly pin?: string | undefined
  readonly rootPasswordHash?: string | undefined
}

/**
 * Checks what an ISO is told to carry. A station needs its pin: without it, whoever answers at the address would be believed.
 * @throws VmpError `iso.badOption`
 */
export function checkChoice({ station, pin, rootPasswordHash }: IsoChoice): void {
  const bad = (option: string, expected: string): VmpError => new VmpError('iso.badOption', { option, expected })
  const url = station === undefined || URL.parse(station)
  if (
    url === null ||
    (url !== true && (url.protocol !== 'https:' || url.pathname !== '/' || url.search + url.hash !== ''))
  )
    throw bad('--station', 'https://ADDRESS:PORT')
  if (station !== undefined && pin === undefined) throw bad('--station', '--station URL --pin SHA256')
  if (pin !== undefined && station === undefined) throw bad('--pin', '--station URL --pin SHA256')
  if (pin !== undefined && !/^[0-9a-f]{64}$/i.test(pin)) throw bad('--pin', '64 hex digits (SHA-256)')
  // yescrypt, bcrypt, SHA-512 and SHA-256 of crypt(5); the older methods are too weak to be carried around.
  if (rootPasswordHash !== undefined && !/^\$(y|2b|6|5)\$[./A-Za-z0-9$=,]{20,200}$/.test(rootPasswordHash))
    throw bad('--root-password-hash', 'crypt(5): mkpasswd --method=yescrypt')
}
