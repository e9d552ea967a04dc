/** What a file server asks the station, and what it tells it about: shared by TFTP and boot HTTP. */

/** One request for a boot file. */
export interface BootRequest {
  /** Normalised: begins with one slash, double slashes merged, no `.` or `..` segment, no NUL. */
  path: string
  query: URLSearchParams
  /** The client's IPv4 or IPv6 address, without port. */
  client: string
  transport: 'tftp' | 'http'
}

/**
 * What to answer: a file on disk (`size` in bytes as `resolve` saw it; `etag` a strong validator with its quotes, also the
 * key under which readers of the same version share their reads) or bytes rendered for this request.
 */
export type BootFile =
  | { kind: 'file'; path: string; size: number; etag: string }
  | { kind: 'bytes'; bytes: Buffer; type: string }

/** Decides which file a request gets; `undefined` is "not found". */
export type ResolveBootFile = (request: BootRequest) => Promise<BootFile | undefined>

/** One thing that happened to a transfer, for a machine's timeline. `bytes` sent, `size` of the whole, both in bytes. */
export interface TransferEvent {
  transport: 'tftp' | 'http'
  client: string
  path: string
  phase: 'started' | 'done' | 'failed' | 'missing'
  bytes?: number
  size?: number
  ms?: number
  error?: string
}
