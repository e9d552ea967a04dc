/** arping of iputils: who on this network says that an address is his. */

/** Milliseconds within which both forms end by themselves. */
export const arpingTime = 2000
const twice = ['-c', '2', '-w', '2']

/** Arguments that ask as one who has no address yet (RFC 5227); the first answer ends it. */
export const duplicateArgs = (device: string, address: string): string[] => ['-D', ...twice, '-I', device, address]
/** Arguments that ask for another's address; the first answer ends it. */
export const askArgs = (device: string, address: string): string[] => ['-f', ...twice, '-I', device, address]

/** MACs that answered, lower case, each once; undefined when nothing was asked (arping may not, or is another program). */
export function parseArping(output: string): string[] | undefined {
  if (!/^ARPING \S+ from /m.test(output)) return undefined
  const replies = output.matchAll(/^\w+ reply from \S+ \[((?:[0-9a-f]{2}:){5}[0-9a-f]{2})\]/gim)
  return [...new Set([...replies].map(([, mac = '']) => mac.toLowerCase()))]
}
