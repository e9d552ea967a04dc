/** This machine, for its support bundle. */
import { hostFolders } from '../../host/folders.ts'
import { paths } from '../../lib/paths.ts'
import { checkup } from '../preflight/checkup.ts'
import { policyNamed } from '../policy.ts'
import type { SupportWorld } from './bundle.ts'

type Given = Pick<SupportWorld, 'run' | 'version' | 'machine' | 'commandLine' | 'stations'>

export const supportWorld = (given: Given): SupportWorld => ({
  ...given,
  now: () => new Date(),
  folder: paths.run(),
  hostFolders,
  report: (watched) =>
    checkup({
      ...watched,
      fix: false,
      dryRun: false,
      deep: [],
      budget: 0,
      peer: null,
      program: given.version,
      policy: policyNamed('host'),
    }),
})
