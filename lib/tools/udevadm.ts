/** Waits until udev has handled every device that the kernel reported so far, drivers loaded, or gives up. @param limit Seconds. */
export const settleArgs = (limit: number): string[] => ['settle', `--timeout=${limit}`]
