import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { verbs } from '../cli/verbs.ts'
import { read, root, trackedFiles } from './files.ts'

const pages = trackedFiles.filter((file) => file.endsWith('.md'))

describe.each(pages)('%s', (page) => {
  test('links and pictures lead somewhere', () => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!)
    const broken = links
      .filter((link) => !/^[a-z]+:/.test(link) && !link.startsWith('#'))
      .filter((link) => !existsSync(join(root, dirname(page), link.split('#')[0]!)))
    expect(broken).toEqual([])
  })

  test('names only commands that there are', () => {
    const unknown = commandsIn(read(page)).filter((words) => !isCommand(words))
    expect(unknown).toEqual([])
  })
})

/** What stands after `vmp` in code: `vmp lab up --servers 1` gives `lab up`. */
function commandsIn(text: string): string[] {
  const code = [...text.matchAll(/```\w*\n([\s\S]*?)```|`([^`\n]+)`/g)].map(([, block, inline]) => block ?? inline!)
  return code.flatMap((each) =>
    [...each.matchAll(/(?<![\w/.=-])vmp ((?:[a-z]+(?: |$))*)/gm)].map(([, words]) => words!.trim()),
  )
}

const program = await Promise.all(Object.values(verbs).map((verb) => verb()))

/** Whether the words begin with a verb of ours, and its sub-command where it has any. */
function isCommand(words: string): boolean {
  const [verb, sub] = words.split(' ')
  const find = (list: readonly Command[], name: string | undefined): Command | undefined =>
    list.find((command) => command.name() === name)
  if (verb === '' || verb === undefined) return true
  const found = find(program, verb)
  if (!found) return false
  return sub === undefined || found.commands.length === 0 || find(found.commands, sub) !== undefined
}

test('every page of docs/ is in its table of contents', () => {
  const contents = read('docs/README.md')
  const missing = readdirSync(join(root, 'docs')).filter(
    (name) => name.endsWith('.md') && name !== 'README.md' && !contents.includes(`](${name})`),
  )
  expect(missing).toEqual([])
})

test('npx vmp finds the command of this checkout, without the network', () => {
  const help = execFileSync('npx', ['--offline', 'vmp', '--lang', 'en', '--help'], { cwd: root, encoding: 'utf8' })
  for (const verb of program) expect(help).toContain(`  ${verb.name()} `)
})
