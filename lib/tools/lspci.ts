/** lspci: what the cards are called, from the PCI database. */

export const lspciArgs = ['-D', '-mm']

export interface PciDevice {
  readonly address: string
  readonly vendor: string
  readonly device: string
  /** Who sells the card, and as what; empty when the database does not know. */
  readonly subvendor: string
  readonly subdevice: string
}

/** Lines of `0000:3b:00.0 "class" "vendor" "device" -r02 "subvendor" "subdevice"`. */
export function parseLspci(output: string): PciDevice[] {
  return output.split('\n').flatMap((line) => {
    const address = /^([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) /.exec(line)?.[1]
    if (address === undefined) return []
    const quoted = [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1'))
    const [, vendor = '', device = '', subvendor = '', subdevice = ''] = quoted
    return { address, vendor, device, subvendor, subdevice }
  })
}
