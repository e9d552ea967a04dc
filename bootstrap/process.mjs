import { spawn } from 'node:child_process'
import { accessSync, constants as files } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'

/** A program could not be found. */
export class ProgramMissing extends Error {}

/**
 * Runs a program on this terminal and resolves with its exit code (128 + number when a signal ended it).
 * A signal sent to this process alone is passed on. Ctrl-C reaches both from the terminal, so it is not sent twice.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, onStderr?: (text: string) => void }} options
 *   `onStderr` sees what the program says while it is shown.
 * @returns {Promise<number>}
 */
export function runHere(command, args, { cwd, env = process.env, onStderr }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['inherit', 'inherit', onStderr ? 'pipe' : 'inherit'] })
    /** @param {NodeJS.Signals} signal */
    const pass = (signal) => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, pass)
    const over = () => {
      for (const signal of signals) process.off(signal, pass)
    }
    child.stderr?.on('data', (chunk) => {
      process.stderr.write(chunk)
      onStderr?.(String(chunk))
    })
    child.once('error', (error) => {
      over()
      reject('code' in error && error.code === 'ENOENT' ? new ProgramMissing(command) : error)
    })
    child.once('close', (code, signal) => {
      over()
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0))
    })
  })
}

/**
 * Whether one of `folders` holds the program.
 *
 * @param {string} program
 * @param {readonly string[]} folders
 */
export function hasProgram(program, folders) {
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), files.X_OK)
      return true
    } catch {
      return false // not in this folder: the next one is asked
    }
  })
}
