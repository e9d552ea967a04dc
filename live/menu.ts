/** The installation menu, as far as screen, serial line and page need to know it; `cli/live.ts` passes it in. */
import type { Language } from '../lib/text/types.ts'

export interface TextMenu {
  /** Exactly `height` lines of at most `width` columns. */
  lines: (width: number, height: number) => string[]
  /** What was typed, escape sequences and all; resolves when what it asked for is done. */
  input: (text: string) => Promise<'open' | 'closed'>
}

export interface MenuPage {
  /** The whole page, its `<style>` still empty. */
  show: (visitor: string, language: Language) => string
  submit: (visitor: string, form: URLSearchParams) => Promise<'stays' | 'left'>
}

export interface Menus {
  text: () => TextMenu
  page: MenuPage
}
