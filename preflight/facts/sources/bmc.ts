/** The management controller. It may be dead, slow or absent: each question has its own time limit. */
import { lanPrintArgs, mcInfoArgs, parseIpmitool } from '../../../lib/tools/ipmitool.ts'
import { reasonOf } from '../reason.ts'
import type { Reader } from '../reader.ts'
import type { BmcFacts, Unread } from '../schema.ts'
import { known } from '../text.ts'

/** Milliseconds for one question; a healthy controller answers within one second, one that is restarting never. */
export const bmcLimit = 8000

type BmcSource = Omit<BmcFacts, 'present'> & { driven: boolean }

export const noBmc: BmcSource = {
  driven: false,
  address: null,
  mac: null,
  firmware: null,
  ipmi: null,
  manufacturer: null,
}

export async function readBmc({ list, run }: Reader, unread: (entry: Unread) => void): Promise<BmcSource> {
  // One entry for each /dev/ipmiN; the class comes with the module ipmi_devintf.
  const driven = (await list('/sys/class/ipmi')).length > 0
  if (!driven) return noBmc
  const ask = (args: string[]) =>
    run('ipmitool', args, bmcLimit - 1000).then(parseIpmitool, (error: unknown) => {
      unread({ source: `ipmitool ${args.join(' ')}`, reason: reasonOf(error) })
      return new Map<string, string>()
    })
  // One after the other: many controllers mix up answers to two questions at once.
  const controller = await ask(mcInfoArgs)
  const lan = await ask(lanPrintArgs)
  const address = known(lan.get('IP Address'))
  return {
    driven,
    address: address === '0.0.0.0' ? null : address,
    mac: known(lan.get('MAC Address'))?.toLowerCase() ?? null,
    firmware: known(controller.get('Firmware Revision')),
    ipmi: known(controller.get('IPMI Version')),
    manufacturer: known(controller.get('Manufacturer Name')),
  }
}
