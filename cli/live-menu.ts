/** Wires the menu into the live system: what completes an answer, and what makes a hash of a password. */
import { readAnswer } from '../answer/file.ts'
import { renderAnswer } from '../answer/render.ts'
import type { Answer } from '../answer/schema.ts'
import type { run } from '../lib/exec.ts'
import { hashPassword } from '../lib/tools/openssl.ts'
import { menuPage } from '../installer/menu/web-page.ts'
import { textMenu } from '../installer/menu/text-screen.ts'
import { wizard } from '../installer/menu/wizard.ts'
import type { MenuPorts, Menus } from '../live/menu.ts'

/** The menu installs the machine that it runs on: nobody else counts, and no override is for somebody else. */
const traits = { uuid: null, serial: null, macs: [], labels: {}, index: 1, order: 1 }

export function liveMenus(ports: MenuPorts, runTool: typeof run): Menus {
  const complete = (file: unknown): Answer => renderAnswer(readAnswer(JSON.stringify(file), 'menu'), traits)
  const hash = (password: string): Promise<string> => hashPassword(password, runTool)
  const begin = () => wizard({ ...ports, complete, hash })
  return { text: () => textMenu(begin()), page: menuPage(begin) }
}
