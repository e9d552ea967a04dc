/** systemctl: what systemd runs. */

/** Exits 0 only when all are active. */
export const isActiveArgs = (units: readonly string[]): string[] => ['is-active', '--quiet', ...units]
export const startArgs = (units: readonly string[]): string[] => ['start', ...units]
export const restartArgs = (units: readonly string[]): string[] => ['restart', ...units]

/** Waits until the start of the system is over, whatever became of it; its exit code says how it is. */
export const waitForBootArgs = ['is-system-running', '--wait']
export const failedUnitsArgs = ['list-units', '--state=failed', '--all', '--output=json']

export function parseUnits(output: string): string[] {
  return (JSON.parse(output.trim() || '[]') as { unit: string }[]).map(({ unit }) => unit)
}
