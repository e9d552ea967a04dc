/** The management controller. It may be dead, slow or absent: each question has its own time limit. */
import { lanPrintArgs, mcInfoArgs, parseIpmitool } from '../../../lib/tools/ipmitool.ts'
import type { SourceContext } from '../context.ts'
import type { BmcFacts } from '../schema/bmc.ts'
import { known } from '../text.ts'

/** Milliseconds for one question; a healthy controller answers within one second, one that is restarting never. */
export const bmcLimit = 8000

const ipmiDevice = 38

export const noBmc: BmcFacts = {
  present: false,
  address: null,
  mac: null,
  firmware: null,
  ipmi: null,
  manufacturer: null,
  powerRestore: null,
  sensors: [],
  events: null,
}

export async function readBmc({ list, run, source, smbios }: SourceContext): Promise<BmcFacts> {
  // One entry for each /dev/ipmiN; the class comes with the module ipmi_devintf.
  const driven = (await list('/sys/class/ipmi')).length > 0
  const described = (await smbios()).some(({ type }) => type === ipmiDevice)
  if (!driven) return { ...noBmc, present: described }
  const ask = (args: string[]) =>
    source(
      `ipmitool ${args.join(' ')}`,
      async () => parseIpmitool(await run('ipmitool', args, bmcLimit - 1000)),
      new Map<string, string>(),
      bmcLimit,
    )
  // One after the other: many controllers mix up answers to two questions at once.
  const controller = await ask(mcInfoArgs)
  const lan = await ask(lanPrintArgs)
  const address = known(lan.get('IP Address'))
  return {
    ...noBmc,
    present: true,
    address: address === '0.0.0.0' ? null : address,
    mac: known(lan.get('MAC Address'))?.toLowerCase() ?? null,
    firmware: known(controller.get('Firmware Revision')),
    ipmi: known(controller.get('IPMI Version')),
    manufacturer: known(controller.get('Manufacturer Name')),
  }
}
