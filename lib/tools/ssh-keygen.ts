/** A key pair without a passphrase, and without the name of the machine that made it. */
export function sshKeygenArgs(type: 'ed25519' | 'ecdsa', file: string): string[] {
  return ['-q', '-t', type, '-N', '', '-C', '', '-f', file]
}
