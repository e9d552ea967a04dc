import { expect, test } from 'vitest'
import { parseFirmware, parseLinkModes, parsePermanentMac } from './ethtool.ts'

/** github.com/openwrt/openwrt/issues/12321: a 10 Gb/s port of a QNAP QHora 301W. */
const multigig = `Settings for 10g-1:
	Supported ports: [ ]
	Supported link modes:   100baseT/Half 100baseT/Full
	                        1000baseT/Full
	                        10000baseT/Full
	                        1000baseKX/Full
	                        10000baseKX4/Full
	                        10000baseKR/Full
	                        2500baseT/Full
	                        5000baseT/Full
	Supported pause frame use: Symmetric Receive-only
	Supports auto-negotiation: Yes
	Supported FEC modes: Not reported
	Advertised link modes:  100baseT/Half 100baseT/Full
	                        1000baseT/Full
	                        10000baseT/Full
	Advertised pause frame use: Symmetric Receive-only
	Advertised auto-negotiation: Yes
	Advertised FEC modes: Not reported
	Link partner advertised link modes:  10baseT/Half 10baseT/Full
	                                     100baseT/Half 100baseT/Full
	                                     1000baseT/Full
	                                     2500baseT/Full
`

/** github.com/intel/ethernet-linux-ixgbe/issues/8: an Intel X553 without a module that fits. */
const noLink = `Settings for eno1:
	Supported ports: [ FIBRE ]
	Supported link modes:   10000baseT/Full
	Supported pause frame use: Symmetric
	Supports auto-negotiation: No
	Supported FEC modes: Not reported
	Advertised link modes:  10000baseT/Full
	Speed: Unknown!
	Duplex: Unknown! (255)
	Auto-negotiation: off
	Port: Other
	PHYAD: 0
	Transceiver: internal
	Supports Wake-on: d
	Wake-on: d
        Current message level: 0x00000007 (7)
                               drv probe link
`

/** github.com/openwrt/openwrt/issues/13161, where blanks stand for tabs and a partner offers no choice. */
const blanks = `Settings for eth0:
        Supported ports: [ TP MII ]
        Supported link modes:   1000baseT/Full
        Supported pause frame use: Symmetric Receive-only
        Link partner advertised link modes:  1000baseT/Full
        Link partner advertised pause frame use: No
`

/** Printed by ethtool 6.14 for a virtio card. */
const virtual = `Settings for eth0:
	Supported ports: [  ]
	Supported link modes:   Not reported
	Supported pause frame use: No
	Link detected: yes
`

test('the speeds of both ends, each once, rising', () => {
  expect(parseLinkModes(multigig)).toEqual({
    supported: [100, 1000, 2500, 5000, 10_000],
    partner: [10, 100, 1000, 2500],
  })
  expect(parseLinkModes(blanks)).toEqual({ supported: [1000], partner: [1000] })
})

test('no partner, and a driver that does not say', () => {
  expect(parseLinkModes(noLink)).toEqual({ supported: [10_000], partner: [] })
  expect(parseLinkModes(virtual)).toEqual({ supported: [], partner: [] })
})

test.each(['', '\u0000\u0001:\n', 'Settings for x:\n\tSupported link modes: \n', 'netlink error: No such device\n'])(
  'nothing of %j',
  (output) => {
    expect(parseLinkModes(output)).toEqual({ supported: [], partner: [] })
    expect(parseFirmware(output)).toBeUndefined()
    expect(parsePermanentMac(output)).toBeUndefined()
  },
)

test('firmware: a version with blanks, none, and "N/A"', () => {
  const driver = (version: string) =>
    `driver: i40e\nversion: 6.12.48\nfirmware-version:${version}\nexpansion-rom-version: \nbus-info: 0000:5e:00.0\n`
  expect(parseFirmware(driver(' 9.20 0x8000d8c5 22.5.7'))).toBe('9.20 0x8000d8c5 22.5.7')
  expect(parseFirmware(driver(' '))).toBeUndefined()
  expect(parseFirmware(driver(''))).toBeUndefined()
  expect(parseFirmware(driver(' N/A'))).toBeUndefined()
})

test('the address a card was made with', () => {
  expect(parsePermanentMac('Permanent address: 3C:FD:FE:AA:BB:CC\n')).toBe('3c:fd:fe:aa:bb:cc')
  expect(parsePermanentMac('Permanent address: 00:00:00:00:00:00\n')).toBeUndefined()
  expect(parsePermanentMac('Permanent address: not set\n')).toBeUndefined()
})
