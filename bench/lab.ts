import { table } from '../cli/terminal/table.ts'
import { everyBoot, labDown, labUp, titleOf } from '../test/boots.ts'

/** Boots one server each way, one after the other; prints the seconds from power-on until it was discovered. */
const name = 'boots'
const rows: string[][] = []
for (const boot of everyBoot) {
  process.stderr.write(`${titleOf(boot)} …\n`)
  try {
    const { servers, accelerator } = await labUp(name, boot)
    rows.push([boot.firmware, boot.medium, boot.dhcp, accelerator, ...servers.map(({ seconds }) => `${seconds}`)])
  } catch (error) {
    process.stderr.write(`${String(error)}\n`)
    rows.push([boot.firmware, boot.medium, boot.dhcp, '', 'failed'])
    process.exitCode = 1
  }
  await labDown(name)
}
const titles = ['FIRMWARE', 'MEDIUM', 'DHCP', 'PROCESSOR', 'SECONDS']
process.stdout.write(
  table(
    titles.map((title, index) => ({ title, align: index === 4 ? 'right' : 'left' })),
    rows,
  ),
)
