import { VmpError, isSystemError } from '../../lib/errors.ts'

/** What a failed bind means for the person who started the server; anything else is passed on as it is. */
export function cannotListen(error: unknown, protocol: 'UDP' | 'TCP', address: string, port: number): unknown {
  if (!isSystemError(error)) return error
  const where = { protocol, address, port }
  if (error.code === 'EADDRINUSE') return new VmpError('files.portInUse', where, { cause: error })
  if (error.code === 'EADDRNOTAVAIL') return new VmpError('files.addressMissing', { address }, { cause: error })
  if (error.code === 'EACCES' || error.code === 'EPERM')
    return new VmpError('files.portDenied', where, { cause: error })
  return error
}
