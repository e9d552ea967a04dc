/** etcdutl: what can be done to etcd's files while etcd does not run. */
import { run } from '../exec.ts'
import { countAt, parseOutput } from './json.ts'

export interface SnapshotStatus {
  /** Of the keys in it. */
  readonly revision: number
  readonly keys: number
  /** Bytes. */
  readonly size: number
}

export const snapshotStatusArgs = (file: string): string[] => ['snapshot', 'status', file, '--write-out=json']

/** @throws Error when it is no such answer. */
export function parseSnapshotStatus(output: string): SnapshotStatus {
  const answer = parseOutput(output, 'etcdutl snapshot status')
  const [revision, keys, size] = [
    countAt(answer, 'revision'),
    countAt(answer, 'totalKey'),
    countAt(answer, 'totalSize'),
  ]
  if (revision === null || keys === null || size === null) throw new Error('etcdutl snapshot status says no revision')
  return { revision, keys, size }
}

/** Fails where it is no database; whether each byte of it is as it was only its hash tells, at which a restore looks. */
export async function snapshotStatus(program: string, file: string, signal?: AbortSignal): Promise<SnapshotStatus> {
  return parseSnapshotStatus((await run(program, snapshotStatusArgs(file), { signal, timeout: 300_000 })).stdout)
}

export interface RestoreOptions {
  readonly snapshot: string
  /** Must not exist. */
  readonly dataFolder: string
  readonly name: string
  readonly peerUrl: string
  /** The new cluster's id follows from it and from the member's name and address. */
  readonly token: string
  /**
   * The new cluster's revisions begin so much later, and all before are compacted: who watched the old one is told to list again
   * instead of believing that nothing happened.
   */
  readonly revisionsAhead?: number
}

export function snapshotRestoreArgs(options: RestoreOptions): string[] {
  const { snapshot, dataFolder, name, peerUrl, token, revisionsAhead } = options
  return [
    'snapshot',
    'restore',
    snapshot,
    `--data-dir=${dataFolder}`,
    `--name=${name}`,
    `--initial-cluster=${name}=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster-token=${token}`,
    ...(revisionsAhead === undefined ? [] : [`--bump-revision=${revisionsAhead}`, '--mark-compacted']),
  ]
}

/** Checks the snapshot's own hash first. */
export async function restoreSnapshot(program: string, options: RestoreOptions, signal?: AbortSignal): Promise<void> {
  await run(program, snapshotRestoreArgs(options), { signal, timeout: 300_000 })
}
