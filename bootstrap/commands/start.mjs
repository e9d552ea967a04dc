import { join } from 'node:path'
import { command } from '../command.mjs'
import { prepare } from '../prepare.mjs'
import { runHere } from '../process.mjs'
import { SetupError } from '../setup-error.mjs'

await command('start', 'npm start', { interface: { type: 'string' } }, async (context) => {
  const { root, values, language, say, isRoot, asRoot } = context
  if (!isRoot) throw new SetupError(`${say('root.needed')}\n  ${asRoot}`, 1)
  await prepare(context)
  const network = values['interface']
  const options = typeof network === 'string' ? ['--interface', network] : []
  return runHere(join(root, 'bin', 'vmp'), ['--lang', language, 'start', ...options], { cwd: root })
})
