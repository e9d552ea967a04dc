/** modprobe: kernel modules with their parameters. */

export const loadArgs = (module: string, parameters: Readonly<Record<string, string>> = {}): string[] => [
  module,
  ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`),
]
/** With what it alone used. Fails when somebody uses it. */
export const unloadArgs = (module: string): string[] => ['--remove', module]
