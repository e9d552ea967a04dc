import { runContained } from './contained.ts'

export interface MmdebstrapOptions {
  readonly suite: string
  readonly architecture: string
  /** Folder of a flat repository that holds every package to be installed, and no other. */
  readonly repository: string
  readonly packages: readonly string[]
  readonly target: string
  readonly excludedPaths: readonly string[]
  readonly includedPaths: readonly string[]
}

/** Arguments of mmdebstrap(1). The repository is trusted because every package in it was checked against the lock. */
export function mmdebstrapArgs(options: MmdebstrapOptions): string[] {
  return [
    '--mode=root',
    '--variant=essential',
    '--format=directory',
    '--verbose',
    `--architectures=${options.architecture}`,
    '--aptopt=APT::Install-Recommends "false"',
    '--aptopt=Acquire::Languages "none"',
    // The folder is thrown away after a crash: no need to sync each file.
    '--dpkgopt=force-unsafe-io',
    ...options.excludedPaths.map((path) => `--dpkgopt=path-exclude=${path}`),
    ...options.includedPaths.map((path) => `--dpkgopt=path-include=${path}`),
    `--include=${options.packages.join(',')}`,
    options.suite,
    options.target,
    `deb [trusted=yes] copy://${options.repository} ./`,
  ]
}

export interface MmdebstrapRun {
  readonly signal?: AbortSignal | undefined
  /** Seconds since 1970 that files made now carry (SOURCE_DATE_EPOCH). */
  readonly epoch: number
  /** Called after each package unpacked or set up: two a package. */
  readonly onPackage: () => void
}

export async function mmdebstrap(
  options: MmdebstrapOptions,
  { signal, epoch, onPackage }: MmdebstrapRun,
): Promise<void> {
  await runContained('mmdebstrap', mmdebstrapArgs(options), {
    // INITRD=No: kernel and packages would each make an initrd (initramfs-tools' kernel hook); one is made later.
    env: {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      LC_ALL: 'C.UTF-8',
      SOURCE_DATE_EPOCH: String(epoch),
      INITRD: 'No',
      DEBIAN_FRONTEND: 'noninteractive',
    },
    signal,
    timeout: 1_800_000,
    onLine: (line) => {
      if (/^(Unpacking|Setting up) /.test(line)) onPackage()
    },
  })
}
