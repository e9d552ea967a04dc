/** `vmp install` in a booted live system, killed as soon as a step is done. */
import type { InstallStep } from '../../installer/steps.ts'
import type { LiveShell } from './live-shell.ts'

/** Milliseconds for one installation where processors are made in software. */
export const installLimit = 600_000

export interface KilledInstall {
  /** Undefined: it runs to its end. */
  readonly after: InstallStep | undefined
  /** Whether the words about the progress of steps are wanted, too. */
  readonly progress?: true
}

/**
 * Installs by `/tmp/answer.json`, as whoever wants it wiped. No loop looks at it: with one processor what that starts would
 * take the time of what it looks at.
 * @returns the events, a line each, then `ended EXIT`, then what was printed beside them.
 */
export function killedInstall(shell: LiveShell, { after, progress }: KilledInstall): Promise<string> {
  const done = `"type":"done","step":"${after ?? '-'}"`
  const skip = progress ? '' : `case $line in *'"type":"progress"'*) continue ;; esac`
  return shell.give(
    `rm -f /tmp/events; mkfifo /tmp/events
     vmp install --answer /tmp/answer.json --yes --anyway --json >/tmp/events 2>/tmp/errors & installer=$!
     while read -r line; do
       ${skip}
       echo "$line"
       case $line in *'${done}'*) kill -KILL $installer; break ;; esac
     done </tmp/events
     wait $installer; echo "ended $?"; cat /tmp/errors`,
    { timeout: installLimit },
  )
}
