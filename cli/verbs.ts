import type { Command } from 'commander'

/**
 * Every verb of `vmp`, in the order of its help. A verb's file is loaded only for that verb or for the help of all: a host
 * starts several of our programs while it boots, and reading what they do not need took longer than what they do.
 */
export const verbs: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.ts')).startCommand(),
  serve: async () => (await import('./serve.ts')).serveCommand(),
  machines: async () => (await import('./machines.ts')).machinesCommand(),
  audit: async () => (await import('./audit.ts')).auditCommand(),
  webhooks: async () => (await import('./webhooks.ts')).webhooksCommand(),
  station: async () => (await import('./backup.ts')).stationCommand(),
  preflight: async () => (await import('./preflight.ts')).preflightCommand(),
  answer: async () => (await import('./answer.ts')).answerCommand(),
  install: async () => (await import('./install.ts')).installCommand(),
  image: async () => (await import('./image.ts')).imageCommand(),
  iso: async () => (await import('./iso.ts')).isoCommand(),
  usb: async () => (await import('./usb.ts')).usbCommand(),
  lab: async () => (await import('./lab.ts')).labCommand(),
  live: async () => (await import('./live.ts')).liveCommand(),
  host: async () => (await import('./host.ts')).hostCommand(),
  upgrade: async () => (await import('./upgrade.ts')).upgradeCommand(),
  'support-bundle': async () => (await import('./support-bundle.ts')).supportBundleCommand(),
}

/** The verbs that a call may need: the one that it names, else all of them, for their help or for a word that is none. */
export function verbsOf(words: readonly string[]): (() => Promise<Command>)[] {
  const named = words.find((word, index) => !word.startsWith('-') && words[index - 1] !== '--lang')
  const verb = named === undefined || !Object.hasOwn(verbs, named) ? undefined : verbs[named]
  return verb ? [verb] : Object.values(verbs)
}
