import { reportFailure } from '../cli/failure.ts'
import { figureTable, meets } from './figures.ts'
import type { Bench, Figure } from './figures.ts'

/** The parts of the boot path, in the order in which a server meets them. */
const parts: Readonly<Record<string, () => Promise<Bench>>> = {
  start: async () => (await import('./start.ts')).figures,
  dhcp: async () => (await import('./dhcp.ts')).figures,
  tftp: async () => (await import('./tftp.ts')).figures,
  http: async () => (await import('./http.ts')).figures,
  image: async () => (await import('./image.ts')).figures,
}

/** Measures the parts that were named, or all, one after the other, so that none disturbs another; one that fails does not hide the rest. */
const figures: Figure[] = []
const chosen = process.argv.slice(2)
for (const [name, load] of Object.entries(parts)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  process.stderr.write(`${name} …\n`)
  try {
    const measure = await load()
    figures.push(...(await measure()))
  } catch (error) {
    process.exitCode = reportFailure(error, 'en', false)
  }
}
process.stdout.write(figureTable(figures, process.stdout.columns))
if (!figures.every(meets)) process.exitCode = 1
