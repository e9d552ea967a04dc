import Handlebars from 'handlebars'
import { asset } from './assets.ts'
import { VmpError } from './errors.ts'

export type Format = 'plain' | 'ipxe' | 'grub' | 'shell' | 'ini' | 'html' | 'css' | 'xml' | 'json'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escapeMarkup = (value: string): string => value.replace(/[&<>"']/g, (character) => entities[character]!)
const hasControl = (value: string): boolean => /\p{Cc}/u.test(value)

/** How a value is written in each format; undefined where the format has no way to write it. */
const escapers: Readonly<Record<Format, (value: string) => string | undefined>> = {
  plain: (value) => value,
  // iPXE expands ${…} and splits at spaces; it has no quoting that survives both (ipxe.org/scripting).
  // A word of its own that ends a command or begins a comment (core/exec.c) would make one value two commands.
  ipxe: (value) =>
    hasControl(value) || value.includes('${') || /(^|\s)(\|\||&&|;|#\S*)(\s|$)/.test(value) ? undefined : value,
  grub: (value) => (hasControl(value) ? undefined : value.replace(/[\\$"'`;|&<>{}]/g, (character) => `\\${character}`)),
  shell: (value) => (value.includes('\0') ? undefined : `'${value.replaceAll("'", `'\\''`)}'`),
  // A backslash at its end would join the next line to the value (systemd.syntax(7)).
  ini: (value) => (hasControl(value) || value.endsWith('\\') ? undefined : value.replaceAll('%', '%%')),
  html: escapeMarkup,
  // A quoted string. Every other character as its code point, with the space that ends it (CSS Syntax 3, 4.3.7): nothing is
  // left that could end the string, nor a <style> element.
  css: (value) =>
    `"${value.replaceAll(/[^A-Za-z0-9 ]/gu, (character) => `\\${character.codePointAt(0)!.toString(16)} `)}"`,
  // XML 1.0 has no way to write other control characters than tab and line breaks.
  xml: (value) => (hasControl(value.replaceAll(/[\t\n\r]/g, '')) ? undefined : escapeMarkup(value)),
  json: (value) => JSON.stringify(value),
}

const compiled = new Map<string, Handlebars.TemplateDelegate>()

/**
 * Renders a file of `templates/` with `data`, every string of which is escaped for `format`.
 * @throws VmpError `template.unsafe` when a value cannot be written in that format.
 */
export function render(name: string, format: Format, data: Readonly<Record<string, unknown>>): string {
  let template = compiled.get(name)
  if (!template) {
    template = Handlebars.compile(asset('templates', name), { noEscape: true, strict: true })
    compiled.set(name, template)
  }
  return template(escapeAll(data, format, ''))
}

/** The values are escaped before they go in, because Handlebars knows only one escaper, HTML's, for all templates. */
function escapeAll(value: unknown, format: Format, name: string): unknown {
  if (typeof value === 'string') {
    const escaped = escapers[format](value)
    if (escaped === undefined) throw new VmpError('template.unsafe', { name, format })
    return escaped
  }
  if (Array.isArray(value)) return value.map((item) => escapeAll(item, format, name))
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escapeAll(item, format, key)]))
  }
  return value
}
