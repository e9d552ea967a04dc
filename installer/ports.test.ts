import { describe, expect, it } from 'vitest'
import type { PortSelector } from '../answer/schema.ts'
import { nic } from '../preflight/__fixtures__/facts.ts'
import { portsOf } from './ports.ts'

const nics = [
  nic({ name: 'eno1', mac: '52:54:00:00:00:01', link: false, boot: false, speed: null }),
  nic({ name: 'eno2', mac: '52:54:00:00:00:02', link: true, boot: true, speed: 1000 }),
  nic({ name: 'ens1', mac: '52:54:00:00:00:03', link: true, boot: false, speed: 25_000 }),
  nic({ name: 'wlan0', mac: '52:54:00:00:00:04', link: true, boot: false, wired: false }),
]
const chosen = (port: PortSelector | null): string[] => portsOf({ port, bond: null }, nics).map(({ name }) => name)

describe('the port of a network', () => {
  it.each<[string, PortSelector | null, string]>([
    ['nothing said: the one that booted', null, 'eno2'],
    ['the one that booted', { boot: true }, 'eno2'],
    ['by MAC, however it is written', { mac: '52-54-00-00-00-03' }, 'ens1'],
    ['by name', { name: 'eno1' }, 'eno1'],
    ['the first with a link', { link: true }, 'eno2'],
    ['by speed', { speed: 10_000 }, 'ens1'],
  ])('%s', (_title, port, name) => {
    expect(chosen(port)).toEqual([name])
  })

  it('is the first with a link where none booted', () => {
    const fromMedium = nics.map((one) => ({ ...one, boot: false }))
    expect(portsOf({ port: { boot: true }, bond: null }, fromMedium).map(({ name }) => name)).toEqual(['eno2'])
  })

  it('is never a wireless one', () => {
    expect(() => chosen({ name: 'wlan0' })).toThrow(expect.objectContaining({ code: 'install.portNone' }))
  })

  it('that several fit is an error that names them', () => {
    expect(() => chosen({ name: 'en*' })).toThrow(
      expect.objectContaining({
        code: 'install.portAmbiguous',
        params: expect.objectContaining({ ports: expect.stringMatching(/eno1 .*eno2 .*ens1/) }),
      }),
    )
  })

  it('belongs to a bond once', () => {
    const bond = { ports: [{ link: true }, { link: true }], mode: 'active-backup' as const }
    expect(portsOf({ port: null, bond }, nics).map(({ name }) => name)).toEqual(['eno2', 'ens1'])
    const three = { ...bond, ports: [...bond.ports, { link: true }] }
    expect(() => portsOf({ port: null, bond: three }, nics)).toThrow(
      expect.objectContaining({ code: 'install.portNone' }),
    )
  })
})
