/** Which of a machine's NICs are ports that a cable goes into. */
import type { Nic } from '../facts/schema/nics.ts'

/**
 * Management controllers show themselves to the system as a network card on USB (Dell iDRAC, HPE iLO, Lenovo XCC, AMI MegaRAC).
 * It always has link, leads nowhere, and on many boards has the same address on every machine.
 */
const onUsb = new Set(['cdc_ether', 'cdc_eem', 'cdc_ncm', 'cdc_subset', 'rndis_host'])

/** Cards of virtual machines have no speed of their own: they are as fast as what is below them. */
const virtual = new Set(['virtio_net', 'vmxnet3', 'hv_netvsc', 'xen_netfront', 'vif', 'ena', 'gve'])

export const isPort = ({ driver }: Nic): boolean => driver === null || !onUsb.has(driver)

export const isVirtual = ({ driver }: Nic): boolean => driver !== null && virtual.has(driver)

export const wiredPorts = (nics: readonly Nic[]): Nic[] => nics.filter((nic) => nic.wired && isPort(nic))
