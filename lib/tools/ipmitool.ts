/** ipmitool: the machine's own management controller, through the kernel's driver. */

/** Arguments that ask the controller for its identity. */
export const mcInfoArgs = ['mc', 'info']
/** Arguments that ask for the network settings of the first LAN channel. */
export const lanPrintArgs = ['lan', 'print']

/** Reads "Name   : value" lines; a name's first value counts, continuation lines (no name) are left out. */
export function parseIpmitool(output: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const line of output.split('\n')) {
    const match = /^([^\s:][^:]*?)\s*: ?(.*)$/.exec(line)
    if (match?.[1] !== undefined && match[2] !== undefined && !fields.has(match[1]))
      fields.set(match[1], match[2].trim())
  }
  return fields
}
