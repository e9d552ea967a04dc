/** virsh: what libvirt runs, and the guests it is told to run. */

/** The system's libvirt, whoever asks and whatever the environment says. */
const connect = ['--connect', 'qemu:///system', '--quiet']

export const versionArgs = [...connect, 'version']

/** `Running hypervisor: QEMU 10.0.13` without its label; undefined when it runs none. */
export function parseVersion(output: string): string | undefined {
  return /^Running hypervisor:\s*(.+)$/m.exec(output)?.[1]?.trim()
}

/** Starts a guest of which nothing is left when it ends. */
export const createArgs = (file: string): string[] => [...connect, 'create', '--file', file]
export const destroyArgs = (domain: string): string[] => [...connect, 'destroy', domain]
/** Names of the guests that are there, running or not. */
export const listArgs = [...connect, 'list', '--all', '--name']
export const parseNames = (output: string): string[] =>
  output
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
