/** etcd, started for a moment on sockets that only this program reaches: nobody else takes part, nobody else may write. */

export interface OfflineOptions {
  /** Changed by it. */
  readonly dataFolder: string
  /** Name of the member in it. */
  readonly name: string
  readonly clientSocket: string
  readonly peerSocket: string
}

/** A member that calls itself the whole cluster, whoever else belonged to it. */
export function offlineArgs({ dataFolder, name, clientSocket, peerSocket }: OfflineOptions): string[] {
  return [
    '--force-new-cluster',
    `--name=${name}`,
    `--data-dir=${dataFolder}`,
    `--listen-client-urls=unix://${clientSocket}`,
    `--listen-peer-urls=unix://${peerSocket}`,
    // It demands host and port of both, and with one member nobody ever calls them (server/embed/config.go of 3.5).
    `--advertise-client-urls=${nowhere}`,
    `--initial-advertise-peer-urls=${nowhere}`,
    `--initial-cluster=${name}=${nowhere}`,
    // Alone it need not wait for others before it elects itself.
    '--heartbeat-interval=20',
    '--election-timeout=200',
  ]
}

const nowhere = 'http://127.0.0.1:1'
