import { pino } from 'pino'

const root = pino(
  { level: process.env['VMP_LOG'] ?? 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime },
  pino.destination({ dest: 2, sync: true }),
)

/** The log of one component, as JSON lines on standard error. `VMP_LOG` sets the level (`debug`, `info`, `silent`, …). */
export function log(component: string): pino.Logger {
  return root.child({ component })
}
