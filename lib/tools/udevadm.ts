/** Waits until udev has handled every device that the kernel reported so far, drivers loaded, or gives up. @param limit Seconds. */
export const settleArgs = (limit: number): string[] => ['settle', `--timeout=${limit}`]
/** Waits until these device nodes are there and udev has handled them. @param limit Seconds. */
export const waitArgs = (limit: number, paths: readonly string[]): string[] => ['wait', `--timeout=${limit}`, ...paths]
