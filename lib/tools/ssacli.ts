/** ssacli and its forerunners: Smart Array controllers of HP and HPE. */
import { cliLevel, cliSize } from './raid-cli.ts'
import type { ControllerVolume } from './raid-cli.ts'

export const ssacliPrograms = ['ssacli', 'hpssacli', 'hpacucli', '/opt/smartstorageadmin/ssacli/bin/ssacli']

export const ssacliArgs = ['ctrl', 'all', 'show', 'config', 'detail']

const states: readonly (readonly [RegExp, ControllerVolume['state']])[] = [
  [/^ok\b/i, 'optimal'],
  [/^(?:interim recovery|ready for (?:rebuild|recovery)|queued for)/i, 'degraded'],
  [/^(?:recovering|rebuilding)/i, 'rebuilding'],
  [/^(?:failed|disabled|not available|missing)/i, 'failed'],
]

/** Sections are told by their titles; each line of a section is "Name: value". */
export function parseSsacli(output: string): ControllerVolume[] {
  const found: ControllerVolume[] = []
  let slot = '?'
  let fields: Map<string, string> | undefined
  let members: string[] = []
  const finish = (): void => {
    if (fields !== undefined) found.push(volumeOf(slot, fields, members))
    fields = undefined
  }
  for (const line of output.split('\n').map((text) => text.trim())) {
    const controller = /\bin Slot (\S+)/.exec(line)?.[1]
    const drive = /^Logical Drive: (\d+)$/i.exec(line)?.[1]
    if (controller !== undefined) {
      finish()
      slot = controller
    } else if (drive !== undefined) {
      finish()
      fields = new Map([['Number', drive]])
      members = []
    } else if (/^(?:Array: |physicaldrive \S+$|Unassigned|SEP |Expander )/i.test(line)) {
      finish()
    } else if (fields !== undefined) {
      const member = /^physicaldrive (\S+) \(/.exec(line)?.[1]
      const [, name, value] = /^([^:]+): (.*)$/.exec(line) ?? []
      if (member !== undefined) members.push(line)
      else if (name !== undefined && value !== undefined && !fields.has(name)) fields.set(name, value.trim())
    }
  }
  finish()
  return found
}

function volumeOf(slot: string, fields: ReadonlyMap<string, string>, members: readonly string[]): ControllerVolume {
  const status = fields.get('Status') ?? ''
  return {
    path: /^\/dev\/\w+/.exec(fields.get('Disk Name') ?? '')?.[0],
    name: `slot ${slot}, logical drive ${fields.get('Number') ?? '?'}`,
    level: cliLevel(fields.get('Fault Tolerance')),
    size: cliSize(fields.get('Size')),
    state: states.find(([words]) => words.test(status))?.[1] ?? null,
    members: members.map((line) => /^physicaldrive (\S+)/.exec(line)?.[1] ?? '?'),
    // Without mirror groups (parity levels) the members stand elsewhere, and how many are lost is not said.
    missing: members.length === 0 ? null : members.filter((line) => /, failed\)/i.test(line)).length,
  }
}
