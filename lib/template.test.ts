import { spawnSync } from 'node:child_process'
import { assert, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { render } from './template.ts'
import type { Format } from './template.ts'

/** One value rendered alone. */
const written = (format: Format, value: unknown): string => render('../lib/__fixtures__/value.hbs', format, { value })

describe('a value that a format cannot carry is refused, and the error names it', () => {
  test.each<[Format, string, string]>([
    ['ipxe', 'a line break', 'a\nshell'],
    ['ipxe', 'a carriage return', 'a\rshell'],
    ['ipxe', 'an expansion', '${net0/password}'],
    ['ipxe', 'another command after ||', 'x || shell'],
    ['ipxe', 'another command after &&', 'x && sanboot'],
    ['ipxe', 'another command after ;', 'x ; exit'],
    ['ipxe', 'a comment', 'x # rest'],
    ['grub', 'a line break', 'a\nreboot'],
    ['grub', 'an escape character', 'a\u001B[2J'],
    ['shell', 'a NUL', 'a\0b'],
    ['ini', 'a line break', 'a\nExecStart=/bin/sh'],
    ['ini', 'a backslash that would join the next line', 'a\\'],
    ['xml', 'a control character', 'a\u0001b'],
  ])('%s: %s', (format, _, value) => {
    expect(() => written(format, value)).toThrow(
      expect.objectContaining({ code: 'template.unsafe', params: { name: 'value', format } }),
    )
  })
})

test('iPXE text that only looks like commands may pass', () => {
  const fine = 'console=ttyS0,115200n8 vmp.url=http://192.0.2.1:8080/a;b a|b a&b #'.slice(0, -2)
  expect(written('ipxe', fine)).toBe(fine)
})

test.each([
  ['$(reboot)', '\\$(reboot)'],
  ['"; reboot; "', '\\"\\; reboot\\; \\"'],
  ["it's", "it\\'s"],
  ['a && b || c', 'a \\&\\& b \\|\\| c'],
  ['${root}', '\\$\\{root\\}'],
  ['a\\', 'a\\\\'],
  ['boot=vmp vmp.url=http://192.0.2.1:8080/x', 'boot=vmp vmp.url=http://192.0.2.1:8080/x'],
])('GRUB gets %s as text: %s', (value, text) => {
  expect(written('grub', value)).toBe(text)
})

test('whatever the value, a shell sees one word that is the value', () => {
  const hostile = ['$(id)', '`id`', "'; id; '", '"', '\\', '\n', '* ?', '-n', '']
  for (const value of hostile) {
    const { stdout } = spawnSync('sh', ['-c', `printf %s ${written('shell', value)}`], { encoding: 'utf8' })
    expect(stdout).toBe(value)
  }
  assert(
    property(
      string({ unit: 'grapheme' }).filter((value) => !value.includes('\0')),
      (value) => {
        // Without its quotes nothing of the text may be left outside of them.
        const text = written('shell', value)
        expect(
          text
            .split(`'\\''`)
            .map((part) => part.replaceAll("'", ''))
            .join("'"),
        ).toBe(value)
        expect(text.replaceAll(`'\\''`, '')).toMatch(/^'[^']*'$/u)
      },
    ),
  )
})

test('JSON reads back as the same value', () => {
  assert(
    property(string({ unit: 'binary' }), (value) => {
      expect(JSON.parse(written('json', value))).toBe(value)
    }),
  )
})

test('markup gets text, never tags', () => {
  expect(written('html', `<script>alert("x" & 'y')</script>`)).toBe(
    '&lt;script&gt;alert(&quot;x&quot; &amp; &#39;y&#39;)&lt;/script&gt;',
  )
  expect(written('xml', '<a b="c"/>\n')).toBe('&lt;a b=&quot;c&quot;/&gt;\n')
})

test('a style gets one string, whatever is in it', () => {
  expect(written('css', 'Report 1')).toBe('"Report 1"')
  expect(written('css', 'a"}</style>\\')).toBe(String.raw`"a\22 \7d \3c \2f style\3e \5c "`)
  expect(written('css', '预')).toBe(String.raw`"\9884 "`)
})

test('a systemd unit gets no specifiers', () => {
  expect(written('ini', '100%i')).toBe('100%%i')
})

test('values in lists and objects are escaped too, numbers stay numbers', () => {
  const data = { list: [{ name: 'a' }, { name: "b'c" }], count: 2 }
  expect(render('../lib/__fixtures__/list.hbs', 'shell', data)).toBe(`'a';'b'\\''c';2`)
  expect(() => render('../lib/__fixtures__/list.hbs', 'ini', { list: [{ name: 'a\nb' }], count: 1 })).toThrow(
    expect.objectContaining({ params: { name: 'name', format: 'ini' } }),
  )
})

test('a value that is missing is an error, not an empty place', () => {
  expect(() => render('../lib/__fixtures__/value.hbs', 'plain', {})).toThrow(/not defined/)
})
