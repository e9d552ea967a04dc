/** The management network: which port, and its address. */
import { BlockList, isIPv4 } from 'node:net'
import { say } from '../../lib/text/say.ts'
import { bitRate } from '../../lib/units.ts'
import type { Language } from '../../lib/text/types.ts'
import type { Nic } from '../../preflight/facts/schema/nics.ts'
import { textOf } from './page.ts'
import type { FieldProblem, PageMaker, Values } from './page.ts'

/** Words that a person separates by commas or blanks. */
export const wordsOf = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '')

export const networkPage: PageMaker = {
  id: 'network',
  make({ facts, language }) {
    const text = (id: string, label: string, hint: string) => ({ kind: 'text', id, label, hint }) as const
    const only = { field: 'method', value: 'static' }
    return {
      id: 'network',
      title: say(language, 'menu.network.title'),
      lines: [],
      fields: [
        {
          kind: 'one',
          id: 'port',
          label: say(language, 'menu.network.port'),
          choices: facts.nics
            .filter(({ wired }) => wired)
            .map((nic) => ({ value: nic.mac, text: portText(nic, language) })),
        },
        text('vlan', say(language, 'menu.network.vlan'), say(language, 'menu.network.vlanHint')),
        {
          kind: 'one',
          id: 'method',
          label: say(language, 'menu.network.method'),
          choices: [
            { value: 'dhcp', text: 'DHCP' },
            { value: 'static', text: say(language, 'menu.network.static') },
          ],
        },
        { ...text('address', say(language, 'menu.network.address'), say(language, 'menu.network.addressHint')), only },
        { ...text('gateway', say(language, 'menu.network.gateway'), say(language, 'menu.network.gatewayHint')), only },
        { ...text('dns', 'DNS', say(language, 'menu.network.listHint')), only },
        text('ntp', 'NTP', say(language, 'menu.network.ntpHint')),
      ],
    }
  },
  problems({ facts, values, language }) {
    const problems: FieldProblem[] = []
    const bad = (field: string, expected: string): void =>
      void problems.push({
        field,
        text: say(language, 'menu.problem.value', { value: textOf(values, field) || '-', expected }),
      })
    if (!facts.nics.some(({ mac }) => mac === textOf(values, 'port')))
      problems.push({ field: 'port', text: say(language, 'menu.problem.noPort') })
    const vlan = textOf(values, 'vlan')
    if (vlan !== '' && !(/^\d{1,4}$/.test(vlan) && Number(vlan) >= 1 && Number(vlan) <= 4094)) bad('vlan', '1-4094')
    if (textOf(values, 'method') !== 'static') return problems
    const network = networkOf(values)
    if (network === null) bad('address', say(language, 'menu.network.addressHint'))
    const gateway = textOf(values, 'gateway')
    if (gateway !== '' && !(isIPv4(gateway) && (network === null || network.check(gateway))))
      bad('gateway', say(language, 'menu.network.gatewayHint'))
    if (!wordsOf(textOf(values, 'dns')).every((word) => isIPv4(word)))
      bad('dns', say(language, 'menu.network.listHint'))
    return problems
  },
}

/** The network of the static address; null when that cannot be read. */
function networkOf(values: Values): BlockList | null {
  const [, address = '', length = ''] = /^(\S+)\/(\d{1,2})$/.exec(textOf(values, 'address')) ?? []
  if (!isIPv4(address) || Number(length) < 8 || Number(length) > 32) return null
  const network = new BlockList()
  network.addSubnet(address, Number(length), 'ipv4')
  return network
}

function portText({ name, mac, link, speed, boot }: Nic, language: Language): string {
  const state =
    link === true
      ? speed === null
        ? say(language, 'menu.network.link')
        : bitRate(speed)
      : say(language, link === false ? 'menu.network.noLink' : 'menu.network.down')
  return [name, mac, state, boot ? say(language, 'menu.network.boot') : null].filter((part) => part !== null).join('  ')
}
