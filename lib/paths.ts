import { join } from 'node:path'

/** Where things live on a machine; each can be moved by its environment variable. */
export const paths = {
  /** What must survive: databases, keys, images. */
  state: (...parts: string[]): string => join(process.env['VMP_STATE'] ?? '/var/lib/vmp', ...parts),
  /** What can be made or fetched again. */
  cache: (...parts: string[]): string => join(process.env['VMP_CACHE'] ?? '/var/cache/vmp', ...parts),
  /** Sockets and process ids; gone after a reboot. */
  run: (...parts: string[]): string => join(process.env['VMP_RUN'] ?? '/run/vmp', ...parts),
} as const
