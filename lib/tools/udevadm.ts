/** Waits until udev has handled every device that the kernel reported so far, drivers loaded, or gives up. @param limit Seconds. */
export const settleArgs = (limit: number): string[] => ['settle', `--timeout=${limit}`]
/** Waits until these device nodes are there and udev has handled them. @param limit Seconds. */
export const waitArgs = (limit: number, paths: readonly string[]): string[] => ['wait', `--timeout=${limit}`, ...paths]
/**
 * Runs a program while udev leaves this disk alone (systemd 251 or later): else it opens new partitions just when the kernel
 * is to read the table again, which the kernel then refuses. @param limit Seconds to wait for what udev is doing there.
 */
export const lockArgs = (limit: number, disk: string, command: string, args: readonly string[]): string[] => [
  'lock',
  `--timeout=${limit}`,
  `--device=${disk}`,
  '--',
  command,
  ...args,
]

export const reloadArgs = ['control', '--reload']
/** Has every device of a subsystem handled again, and waits for it. */
export const triggerArgs = (subsystem: string): string[] => ['trigger', '--settle', `--subsystem-match=${subsystem}`]
