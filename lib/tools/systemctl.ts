/** systemctl: what systemd runs. */

/** Exits 0 only when all are active. */
export const isActiveArgs = (units: readonly string[]): string[] => ['is-active', '--quiet', ...units]
export const startArgs = (units: readonly string[]): string[] => ['start', ...units]
