import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createBootHttp } from '../pxe/http/server.ts'
import { createTftpServer } from '../pxe/tftp/server.ts'
import type { ResolveBootFile } from '../pxe/boot/files.ts'

/**
 * The file servers alone, in a process of their own as the peers are, so that their processor time and memory are theirs.
 * Arguments: the folder to serve, the address, the ports for TFTP and HTTP.
 */
const [folder = '', address = '', tftpPort = '', httpPort = ''] = process.argv.slice(2)

const resolve: ResolveBootFile = async ({ path }) => {
  const file = join(folder, path)
  const { size, mtimeMs } = await stat(file)
  return { kind: 'file', path: file, size, etag: `"${mtimeMs}"` }
}

const tftp = await createTftpServer({ address, port: Number(tftpPort), resolve })
const http = await createBootHttp({ address, port: Number(httpPort), resolve })

process.once('SIGTERM', () => {
  void Promise.all([tftp.close(), http.close(0)])
})
