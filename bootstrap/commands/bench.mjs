import { join } from 'node:path'
import { command } from '../command.mjs'
import { prepare } from '../prepare.mjs'
import { runHere } from '../process.mjs'
import { SetupError } from '../setup-error.mjs'

await command('bench', 'npm run bench:boot', {}, async (context) => {
  const { root, say, isRoot, asRoot } = context
  if (!isRoot) throw new SetupError(`${say('root.needed')}\n  ${asRoot}`, 1)
  await prepare(context)
  return runHere(join(root, 'node_modules', '.bin', 'node'), [join(root, 'bench', 'boot.ts')], { cwd: root })
})
