/**
 * The site's own scripts. One that came to its end is not run again for the same installation; one that was cut off is,
 * so it must bear that. It has a clean environment, a process group of its own and a time limit.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ScriptHook } from '../../answer/schema.ts'
import { isSystemError, VmpError } from '../../lib/errors.ts'
import { CommandError } from '../../lib/exec.ts'
import { writeFileSafely } from '../../lib/files.ts'
import type { Hook, HookContext } from './hook.ts'
import { keptScript, scriptFolder } from './fetch.ts'

/** What a script finds in its environment, and nothing else. */
const environment = ({ document, root, state }: HookContext, { phase }: ScriptHook): Record<string, string> => ({
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
  VMP_PHASE: phase,
  VMP_ROOT: root,
  VMP_STATE: state,
  VMP_HOST_NAME: document.name,
  VMP_MACHINE: document.machine,
  VMP_INSTALLATION: document.installation,
})

/** Milliseconds beside the script itself: writing it, and its polite end. */
const margin = 10_000

export function scriptHook(script: ScriptHook): Hook {
  const { name, phase, timeout, optional } = script
  return {
    id: name,
    phase,
    limit: timeout * 1000 + margin,
    ...(optional ? { optional: true } : {}),
    check: async (context) => (await readDone(context, name)) === stampOf(context, script),
    async apply(context) {
      const text = await textOf(context, script)
      const file = join(context.scratch, name)
      await writeFile(file, text, { mode: 0o700 })
      // Without a first line that says otherwise it is for the shell, as execvp(3) has it.
      const [command, args] = text.startsWith('#!') ? [file, []] : ['/bin/sh', [file]]
      await execute(context, script, command, args)
      await mkdir(join(context.state, scriptFolder), { recursive: true, mode: 0o700 })
      writeFileSafely(doneFile(context, name), stampOf(context, script), 0o600)
    },
    // It is not known what it should have done: its exit code has said whether it did.
    verify: async () => null,
  }
}

async function execute(context: HookContext, script: ScriptHook, command: string, args: string[]): Promise<void> {
  const { run, signal, log } = context
  try {
    await run(command, args, {
      timeout: script.timeout * 1000,
      signal,
      cwd: '/',
      env: environment(context, script),
      group: true,
      maxOutput: 65_536,
      onLine: (line) => log(line),
    })
  } catch (error) {
    if (error instanceof CommandError)
      throw new VmpError('hook.scriptFailed', { hook: script.name, exit: error.exit }, { cause: error })
    if (error instanceof VmpError && error.code === 'command.timeout')
      throw new VmpError('hook.timeout', { hook: script.name, seconds: script.timeout }, { cause: error })
    if (isSystemError(error)) {
      const problem = error.message
      throw new VmpError('hook.scriptNotRun', { hook: script.name, problem }, { cause: error })
    }
    throw error
  }
}

async function textOf(context: HookContext, { name, script }: ScriptHook): Promise<string> {
  if ('text' in script) return script.text
  // A file is taken into the answer when that is read; here is nobody who has it.
  if ('file' in script) throw new VmpError('hook.scriptNotTaken', { hook: name, file: script.file })
  return keptScript(context, name, script)
}

/** Changes when the script does, and when the machine is installed anew. */
function stampOf({ document }: HookContext, { script }: ScriptHook): string {
  const content = createHash('sha256').update(JSON.stringify(script)).digest('hex')
  return `${document.installation} ${content}\n`
}

const doneFile = ({ state }: HookContext, name: string): string => join(state, scriptFolder, `${name}.done`)

async function readDone(context: HookContext, name: string): Promise<string | undefined> {
  try {
    return await readFile(doneFile(context, name), 'utf8')
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined
    throw error
  }
}
