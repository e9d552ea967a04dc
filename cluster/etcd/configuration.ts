/** One member of etcd as a host runs it: its environment file and its unit. */
import { isIPv6 } from 'node:net'
import { render } from '../../lib/template.ts'
import { commonNames } from '../identity/certificate.ts'
import type { SnapshotBudget } from './snapshots.ts'

/** 2379 and 2380 are IANA's for etcd. */
const clientPort = 2379
const peerPort = 2380

/**
 * Bytes that the database may take; then the alarm NOSPACE refuses writes. 20,000 documents are about 100 MB, and an hour of
 * history as much again. The volume `cluster` has 8 GiB or more: defragmentation and a takeover need the same once more, each.
 */
export const quota = 1024 ** 3

/** Of the same volume. */
export const snapshotBudget: SnapshotBudget = { bytes: 2 * 1024 ** 3 }

/**
 * Milliseconds. Heartbeats wait for the leader's disk: at etcd's own 100 and 1000 one slow flush of a hard disk that guests
 * use too makes the members elect a new leader, again and again.
 */
const heartbeat = 250
const election = 2500

interface CertificateFiles {
  /** Of the cluster: who shows a certificate of it takes part. */
  readonly authority: string
  /** Of this host, for server and client: the JSON gateway calls its own etcd with it. */
  readonly certificate: string
  readonly key: string
  /** CRL of those who no longer take part; it is read anew at each connection (client/pkg/transport/listener_tls.go of 3.5). */
  readonly revoked: string | null
}

export interface MemberConfiguration {
  /** The host's id. */
  readonly name: string
  readonly dataFolder: string
  /** On the management network. */
  readonly address: string
  readonly certificates: CertificateFiles
  /** Read only by a member without data. */
  readonly cluster: {
    readonly token: string
    /** Whether it begins a cluster or was added to one. */
    readonly state: 'new' | 'existing'
    /** All members, itself too. */
    readonly members: readonly { readonly name: string; readonly peerUrl: string }[]
  }
}

const url = (address: string, port: number): string => `https://${isIPv6(address) ? `[${address}]` : address}:${port}`
export const peerUrl = (address: string): string => url(address, peerPort)
export const clientUrl = (address: string): string => url(address, clientPort)

/** Its settings by the names of its environment variables: only there, not in its configuration file, are the CRLs. */
export function memberEnvironment(member: MemberConfiguration): Readonly<Record<string, string>> {
  const { name, dataFolder, address, certificates, cluster } = member
  const { authority, certificate, key, revoked } = certificates
  const tls = (kind: 'CLIENT' | 'PEER'): Record<string, string> => {
    const own = kind === 'CLIENT' ? '' : 'PEER_'
    return {
      [`ETCD_${own}CERT_FILE`]: certificate,
      [`ETCD_${own}KEY_FILE`]: key,
      [`ETCD_${own}TRUSTED_CA_FILE`]: authority,
      // Their names differ: ETCD_CLIENT_CERT_AUTH and ETCD_PEER_CLIENT_CERT_AUTH.
      [`ETCD_${own}CLIENT_CERT_AUTH`]: 'true',
      ...(revoked === null ? {} : { [`ETCD_${kind}_CRL_FILE`]: revoked }),
    }
  }
  return {
    ETCD_NAME: name,
    ETCD_DATA_DIR: dataFolder,
    ETCD_LISTEN_CLIENT_URLS: [clientUrl('127.0.0.1'), clientUrl(address)].join(','),
    ETCD_ADVERTISE_CLIENT_URLS: clientUrl(address),
    ETCD_LISTEN_PEER_URLS: peerUrl(address),
    ETCD_INITIAL_ADVERTISE_PEER_URLS: peerUrl(address),
    ETCD_INITIAL_CLUSTER: cluster.members.map((other) => `${other.name}=${other.peerUrl}`).join(','),
    ETCD_INITIAL_CLUSTER_STATE: cluster.state,
    ETCD_INITIAL_CLUSTER_TOKEN: cluster.token,
    ...tls('CLIENT'),
    ...tls('PEER'),
    // Other certificates of the cluster may read and write; only these may vote.
    ETCD_PEER_CERT_ALLOWED_CN: commonNames['etcd-peer'],
    ETCD_TLS_MIN_VERSION: 'TLS1.3',
    ETCD_HEARTBEAT_INTERVAL: String(heartbeat),
    ETCD_ELECTION_TIMEOUT: String(election),
    ETCD_QUOTA_BACKEND_BYTES: String(quota),
    // A watcher that was away for less than this goes on where it stopped; one that was away longer lists again.
    ETCD_AUTO_COMPACTION_MODE: 'periodic',
    ETCD_AUTO_COMPACTION_RETENTION: '1h',
    ETCD_SNAPSHOT_COUNT: '10000',
    // Each is a database that once came over the network, up to the quota; its own five would fill the volume.
    ETCD_MAX_SNAPSHOTS: '2',
    ETCD_STRICT_RECONFIG_CHECK: 'true',
    // A member whose data differ from the others' does not start; one that goes astray later raises the alarm CORRUPT.
    ETCD_EXPERIMENTAL_INITIAL_CORRUPT_CHECK: 'true',
    ETCD_EXPERIMENTAL_COMPACT_HASH_CHECK_ENABLED: 'true',
    // So that a watcher learns within seconds up to which revision it has seen everything.
    ETCD_EXPERIMENTAL_WATCH_PROGRESS_NOTIFY_INTERVAL: '10s',
    ETCD_LOG_LEVEL: 'warn',
  }
}

export const memberFile = (member: MemberConfiguration): string =>
  render('cluster/etcd.env.hbs', 'shell', { settings: memberEnvironment(member) })

export interface MemberUnit {
  /** Of the environment file: without it the unit does nothing. */
  readonly configuration: string
  readonly dataFolder: string
  readonly program: string
}

export const memberUnit = (unit: MemberUnit): string => render('cluster/etcd.service.hbs', 'ini', { ...unit })
