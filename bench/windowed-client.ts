import { createRequire } from 'node:module'

interface Client {
  createGetStream(path: string): NodeJS.ReadableStream
}
const tftp = createRequire(import.meta.url)('node-tftp') as {
  createClient(options: Record<string, string | number>): Client
}

/** Gets one file by TFTP with a window (curl knows none) and prints MB/s. Arguments: host, port, file, blksize, window. */
const [host = '', port = '', file = '', blockSize = '', windowSize = ''] = process.argv.slice(2)
const client = tftp.createClient({
  host,
  port: Number(port),
  blockSize: Number(blockSize),
  windowSize: Number(windowSize),
  timeout: 3000,
})
const began = performance.now()
let bytes = 0
const stream = client.createGetStream(file)
stream.on('data', (chunk: Buffer) => void (bytes += chunk.length))
await new Promise((resolve, reject) => {
  stream.on('end', resolve)
  stream.on('error', reject)
})
process.stdout.write(`${bytes / 1000 / (performance.now() - began)}\n`)
