import { join } from 'node:path'
import { command } from '../command.mjs'
import { npm } from '../npm.mjs'
import { prepare } from '../prepare.mjs'
import { runHere } from '../process.mjs'

await command('test', 'npm test', {}, async (context) => {
  const { root, say, isRoot, asRoot, rest } = context
  await prepare(context)
  const { command: npmCommand, args } = npm(process.env)
  const checks = await runHere(npmCommand, [...args, 'run', '--silent', 'check:static'], { cwd: root })
  if (checks !== 0) return checks

  const projects = isRoot ? [] : ['--project', 'unit']
  if (!isRoot) console.log(`${say('test.leftOut')}\n  ${asRoot}`)
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const node = join(root, 'node_modules', '.bin', 'node')
  const tests = await runHere(node, [vitest, 'run', ...projects, ...rest], { cwd: root })
  // A continuous integration without root would be green without having tested the half of it.
  return tests !== 0 ? tests : !isRoot && process.env['CI'] ? 1 : 0
})
