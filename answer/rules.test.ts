import { describe, expect, test } from 'vitest'
import { describe as inWords } from '../lib/errors.ts'
import { machine } from './__fixtures__/machine.ts'
import { examineAnswer, readAnswer } from './file.ts'
import { renderAnswer } from './render.ts'

const examine = (text: string): readonly { code: string; params: object }[] =>
  examineAnswer(`version: 1\n${text}`, 'site.yaml').problems.map(({ code, params }) => ({ code, params }))
const codes = (text: string): string[] => examine(text).map(({ code }) => code)

const management = (address: string, more = ''): string =>
  `network: { management: { address: { ${address} }, ${more} } }`
const pool = 'method: pool, from: 10.0.0.10/24, to: 10.0.0.19'
const own = 'method: static, address: 10.0.0.5/24'

describe('an answer is refused', () => {
  test.each([
    ['a name with a part that there is not', "identity: { name: 'n{idx}' }", 'answer.unknownPlaceholder'],
    ['a number of too many digits', "identity: { name: 'n{index:12}' }", 'answer.unknownPlaceholder'],
    ['a name that is none on any machine', "identity: { name: 'Node_{index}' }", 'answer.badName'],
    ['one name for a pool of addresses', `identity: { name: node }\n${management(pool)}`, 'answer.oneName'],
    ['a time zone that there is not', 'identity: { timezone: Asia/Shangai }', 'answer.unknownZone'],
    ['a time zone in small letters', 'identity: { timezone: asia/shanghai }', 'answer.unknownZone'],
    ['an offset as a time zone', "identity: { timezone: '+08' }", 'answer.unknownZone'],
    ['a locale of no country', 'identity: { locale: zh_XQ.UTF-8 }', 'answer.unknownLocale'],
    ['a keyboard that there is not', 'identity: { keyboard: uk }', 'answer.unknownKeyboard'],
    ['sizes the wrong way round', 'disks: { system: { size: { min: 500, max: 400 } } }', 'answer.rangeBackwards'],
    ['more disks than are named', 'disks: { system: { serial: [A, B], count: 3 } }', 'answer.countImpossible'],
    [
      'a rule for disks that are not chosen',
      'disks: { wipe: [{ disks: data, holds: [anything] }] }',
      'answer.wipeNothing',
    ],
    [
      'a rule for other disks than are chosen',
      'disks: { system: { kind: ssd }, wipe: [{ disks: system, holds: [raid-member], match: { kind: hdd } }] }',
      'answer.wipeNever',
    ],
    [
      'a rule for other serials than are chosen',
      'disks: { system: { serial: [A] }, wipe: [{ disks: selected, holds: [swap], match: { serial: [B] } }] }',
      'answer.wipeNever',
    ],
    [
      'a rule for smaller disks than are chosen',
      'disks: { system: { size: { min: 400 } }, wipe: [{ disks: system, holds: [swap], match: { size: { max: 300 } } }] }',
      'answer.wipeNever',
    ],
    ['a port and a bond', management(own, 'port: {}, bond: { ports: [{}] }'), 'answer.portAndBond'],
    [
      'a port twice in a bond',
      management(own, "bond: { ports: [{ mac: '52:54:00:AA:00:01' }, { mac: 52-54-00-aa-00-01 }] }"),
      'answer.samePort',
    ],
    ['the address of a network', management('method: static, address: 10.0.0.0/24'), 'answer.noHostAddress'],
    ['a broadcast address', management('method: static, address: 10.0.0.255/24'), 'answer.noHostAddress'],
    ['a gateway elsewhere', management(`${own}, gateway: 10.0.1.1`), 'answer.gatewayOutside'],
    ['oneself as the gateway', management(`${own}, gateway: 10.0.0.5`), 'answer.gatewayTaken'],
    ['a gateway in the pool', management(`${pool}, gateway: 10.0.0.12`), 'answer.gatewayTaken'],
    ['a pool that ends first', management('method: pool, from: 10.0.0.10/24, to: 10.0.0.9'), 'answer.poolRange'],
    ['a pool into another network', management('method: pool, from: 10.0.0.10/24, to: 10.0.1.9'), 'answer.poolRange'],
    [
      'a pool to the broadcast address',
      management('method: pool, from: 10.0.0.10/24, to: 10.0.0.255'),
      'answer.poolRange',
    ],
    [
      'storage and management in one network',
      `network: { management: { address: { ${own} } }, storage: { port: { name: a }, address: { method: static, address: 10.0.0.6/25 } } }`,
      'answer.sameNetwork',
    ],
    [
      'storage by the port of management',
      "network: { management: { port: { mac: '52:54:00:00:00:01' } }, storage: { port: { mac: '52:54:00:00:00:01' }, address: { method: dhcp } } }",
      'answer.samePort',
    ],
    [
      'storage by a gateway',
      'network: { storage: { port: { name: a }, address: { method: static, address: 10.9.0.6/24, gateway: 10.9.0.1 } } }',
      'answer.storageGateway',
    ],
    ['storage by no port', 'network: { storage: { address: { method: dhcp } } }', 'answer.storagePort'],
    ['a cluster IP for no cluster', 'cluster: { address: 10.0.0.9 }', 'answer.clusterUnused'],
    ['a controller for a new cluster', 'cluster: { mode: create, controller: a }', 'answer.clusterUnused'],
    ['joining nobody', 'cluster: { mode: join }', 'answer.clusterController'],
    [
      'a cluster IP elsewhere',
      `${management(own)}\ncluster: { mode: auto, address: 10.0.1.9 }`,
      'answer.clusterOutside',
    ],
    ['a cluster IP of a host', `${management(own)}\ncluster: { mode: auto, address: 10.0.0.5 }`, 'answer.clusterTaken'],
    [
      'a cluster IP of the pool',
      `${management(pool)}\ncluster: { mode: auto, address: 10.0.0.12 }`,
      'answer.clusterTaken',
    ],
    [
      'a cluster IP that is probed',
      'cluster: { mode: auto, address: 10.0.0.9, probe: 10.0.0.9 }',
      'answer.clusterTaken',
    ],
    ['a policy that there is not', 'preflight: { policy: hosts }', 'answer.unknownPolicy'],
    [
      'two scripts of one name',
      'hooks: { scripts: [{ name: a, phase: target, script: { text: x } }, { name: a, phase: target, script: { text: y } }] }',
      'answer.sameHook',
    ],
    [
      'a script with the name of a hook of VMP',
      'hooks: { scripts: [{ name: kvm, phase: target, script: { text: x } }] }',
      'answer.sameHook',
    ],
    [
      'a script before and after the same',
      'hooks: { scripts: [{ name: a, phase: first-boot, before: kvm, after: kvm, script: { text: x } }] }',
      'answer.hookOrder',
    ],
    [
      'two overrides for one machine',
      'machines: [{ match: { serial: A }, identity: { name: a } }, { match: { serial: a } }]',
      'answer.sameMatch',
    ],
    [
      'one name for two machines',
      'machines: [{ match: { serial: A }, identity: { name: a } }, { match: { serial: B }, identity: { name: a } }]',
      'answer.sameValue',
    ],
    [
      'one address for two machines',
      ['A', 'B']
        .map((serial) => `- match: { serial: ${serial} }\n  ${management(own)}`)
        .join('\n')
        .replace(/^/, 'machines:\n'),
      'answer.sameValue',
    ],
  ])('for %s', (_, text, code) => {
    expect(codes(text)).toEqual([code])
  })

  test('at the place in the override that is wrong, once', () => {
    const text = `${management(own)}\nmachines:\n- match: { label: a }\n  cluster:\n    mode: create\n    address: 10.0.1.1\n`
    expect(examine(text)).toEqual([
      { code: 'answer.clusterOutside', params: { file: 'site.yaml', line: 7, column: 14, address: '10.0.1.1' } },
    ])
  })

  test('when only two overrides together are wrong, on rendering it', () => {
    const text = `version: 1
machines:
- match: { label: a }
  cluster: { mode: create, address: 10.0.0.5 }
- match: { serial: SN-0001 }
  ${management(own)}`
    const file = readAnswer(text, 'site.yaml')
    expect(() => renderAnswer(file, machine())).not.toThrow()
    expect(() => renderAnswer(file, machine({ labels: { a: '' } }))).toThrow('the cluster IP 10.0.0.5 belongs to')
  })
})

describe('an answer is taken', () => {
  test.each([
    [
      'a name for the one machine of many that has a serial',
      `${management(pool)}\nmachines: [{ match: { serial: A }, identity: { name: big } }]`,
    ],
    ['time zones that are only other names', 'identity: { timezone: Asia/Kolkata }'],
    ['a variant of a keyboard', 'identity: { keyboard: de-nodeadkeys }'],
    ['addresses of a network of two', management('method: static, address: 10.0.0.0/31, gateway: 10.0.0.1')],
    [
      'one port for two VLANs',
      "network: { management: { port: { mac: '52:54:00:00:00:01' } }, storage: { port: { mac: '52:54:00:00:00:01' }, vlan: 7, address: { method: dhcp } } }",
    ],
    [
      'a rule for some of the chosen disks',
      'disks: { system: { size: { min: 400 } }, wipe: [{ disks: system, holds: [swap], match: { model: A* } }] }',
    ],
    [
      'a cluster for all, that one machine is not to join',
      'cluster: { mode: auto, name: a, address: 10.0.0.9 }\nmachines: [{ match: { label: alone }, cluster: { mode: none } }]',
    ],
    [
      'two values of a label',
      'machines: [{ match: { label: a=1 }, identity: { keyboard: de } }, { match: { label: a=1 }, identity: { keyboard: fr } }]',
    ],
  ])('with %s', (_, text) => {
    expect(examine(text)).toEqual([])
  })
})

test('the nearest is named where there is one', () => {
  const [zone] = examine('identity: { timezone: Asia/Shangai }')
  expect(inWords(zone as never, 'en')).toEqual({
    what: 'site.yaml, line 2, column 23: there is no time zone "Asia/Shangai".',
    why: 'Time zones are called as in the time zone database, with capital letters.',
    remedy: 'Correct it; the nearest is "Asia/Shanghai".',
  })
})
