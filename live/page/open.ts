/** Makes the page's certificate and code, serves it, and keeps the screen's word about it right. */
import { randomInt } from 'node:crypto'
import type { log } from '../../lib/log.ts'
import type { MenuPage } from '../menu.ts'
import type { SupportMaker } from '../support.ts'
import type { StatusBoard } from '../status.ts'
import { makePageCertificate } from './certificate.ts'
import { accessCode } from './code.ts'
import { pageServer } from './server.ts'

const port = 443

/** Serves the page until `signal` aborts; `newCode` shows another code. */
export async function openPage(
  board: StatusBoard,
  menu: MenuPage | null,
  support: SupportMaker,
  logger: ReturnType<typeof log>,
  signal: AbortSignal,
): Promise<{ newCode: () => void }> {
  const certificate = await makePageCertificate()
  const { fingerprint } = certificate
  const show = (code: string | null) => board.update({ page: { port, fingerprint, code } })
  const code = accessCode(randomInt, () => show(code.current()))
  const server = pageServer({ certificate, code, status: board.current, menu, support, logger })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, resolve)
  })
  signal.addEventListener('abort', () => {
    server.close()
    server.closeAllConnections()
  })
  show(code.current())
  return { newCode: code.renew }
}
