import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { read, root } from './files.ts'

/** Rows of the table in docs/structure.md: a folder and what it may import. */
const rows = [...read('docs/structure.md').matchAll(/^\| `([\w/]+)\/` \|.*\| ([^|]+) \|$/gm)]
  .map(([, folder, allowed]) => ({ folder: folder!, allowed: allowed!.split(',').map((each) => each.trim()) }))
  .filter(({ allowed }) => !allowed.includes('all'))
const code = rows.filter(({ folder }) => folder !== 'templates')
const targets = [...new Set([...code.map(({ folder }) => folder), 'cli', 'bench'])]

const within = (folder: string, outer: string): boolean => folder === outer || folder.startsWith(`${outer}/`)

/** Whether the table lets `folder` import from `target`; its own domain always. */
function mayImport(folder: string, allowed: readonly string[], target: string): boolean {
  const domain = folder.split('/')[0]!
  return within(target, domain) || allowed.some((each) => within(target, each))
}

/** Every pair of folders as an import in a file of its own, in the words the linter sees. */
const cases = code.flatMap(({ folder, allowed }) =>
  targets
    .filter((target) => !within(target, folder) && !within(folder, target))
    .map((target) => ({
      file: `${folder}/imports-${target.replaceAll('/', '-')}.ts`,
      from: `${folder.replaceAll(/[^/]+/g, '..')}/${target}/anything.ts`,
      allowed: mayImport(folder, allowed, target),
    })),
)

test('the linter lets each folder import what docs/structure.md says, and nothing else', () => {
  const copy = mkdtempSync(join(tmpdir(), 'vmp-imports-'))
  try {
    cpSync(join(root, '.oxlintrc.json'), join(copy, '.oxlintrc.json'))
    for (const { file, from } of cases) {
      mkdirSync(dirname(join(copy, file)), { recursive: true })
      writeFileSync(join(copy, file), `export * from '${from}'\n`)
    }
    const oxlint = join(root, 'node_modules', '.bin', 'oxlint')
    const { stdout } = spawnSync(oxlint, ['--format', 'json'], { cwd: copy, encoding: 'utf8' })
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] }
    const refused = new Set(
      diagnostics.filter(({ code: rule }) => rule.includes('no-restricted-imports')).map(({ filename }) => filename),
    )
    expect(cases.length).toBeGreaterThan(50)
    const wrong = cases.filter(({ file, allowed }) => refused.has(file) === allowed)
    expect(wrong.map(({ file, allowed }) => `${file} should be ${allowed ? 'allowed' : 'refused'}`)).toEqual([])
  } finally {
    rmSync(copy, { recursive: true })
  }
})
