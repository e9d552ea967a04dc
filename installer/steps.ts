/** The steps of an installation, in their order; titles are the messages `install.<step>`. */
export const installSteps = [
  // Nothing is written before these two are through.
  'gate',
  'plan',
  // From here on the disks are this installation's: the unfinished marker is its first write.
  'mark',
  'invalidate',
  'partition',
  'arrays',
  'volumes',
  'fileSystems',
  'image',
  'verify',
  'document',
  'targetHooks',
  'loader',
  // Boot loader made to start, markers made finished: the last writes.
  'finish',
] as const
export type InstallStep = (typeof installSteps)[number]
