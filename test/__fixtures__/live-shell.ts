/** A root shell in a rehearsal server that was booted from a medium with a password: once by its serial line, then by SSH. */
import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { labPorts, mediumWait } from '../../cli/lab-station.ts'
import { buildIso } from '../../iso/iso.ts'
import { bundle } from '../../iso/bundle.ts'
import { labNamespace } from '../../lab/network.ts'
import { findServer, requireLab } from '../../lab/power.ts'
import { labPaths } from '../../lab/state.ts'
import type { LabPorts } from '../../lab/up.ts'
import { isVmpError } from '../../lib/errors.ts'
import { CommandError, run, start } from '../../lib/exec.ts'
import { execArgs } from '../../lib/tools/ip.ts'
import { vmp } from '../boots.ts'

/** Of root in the live system; the lab is a closed network. */
const password = 'x'

/** Ports of a lab whose medium opens a shell. */
export function shellPorts(): LabPorts {
  return {
    ...labPorts('en'),
    // Whatever runs this is not `vmp` itself.
    vmp: [vmp],
    async makeMedium({ url, pin, image, answer }, output, options) {
      const { stdout } = await run('openssl', ['passwd', '-6', password], { timeout: 10_000 })
      const choice = { output, station: url, pin, answer, rootPasswordHash: stdout.trim() }
      await buildIso({ ...(image === null ? {} : { image }), ...choice }, { ...options, wait: mediumWait })
    },
  }
}

interface CommandOptions {
  /** Milliseconds. */
  readonly timeout?: number
  readonly input?: string | Buffer
}

export interface LiveShell {
  readonly address: string
  /** Runs a line of the guest's shell to its end, whatever its exit code. */
  readonly run: (command: string, options?: CommandOptions) => Promise<{ exit: number; stdout: string; stderr: string }>
  /** Gives what it prints. @throws Error with what it said when it exits other than 0. */
  readonly give: (command: string, options?: CommandOptions) => Promise<string>
  /** Puts this checkout's program into the running system, in the place of the image's. */
  readonly push: () => Promise<void>
}

/** Milliseconds: a boot in software, and then some. */
const loginWithin = 400_000
const sshPort = 2222

/** @throws Error when nobody can log in within the time. */
export async function openShell(lab: string, server = '1', within = loginWithin): Promise<LiveShell> {
  const { guest } = findServer(await requireLab(lab), server)
  const { serverRun, serverState } = labPaths(lab, guest.name)
  const [key, known] = [join(serverState, 'shell-key'), join(serverRun, 'shell-address')]
  if (!existsSync(key)) await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key], { timeout: 10_000 })
  let shell = existsSync(known) ? shellAt(lab, serverRun, key, (await readFile(known, 'utf8')).trim()) : undefined
  // After a restart of the server nobody answers there any more.
  if (!(await shell?.connect())) {
    const address = await startSsh(guest.serialSocket, (await readFile(`${key}.pub`, 'utf8')).trim(), within)
    await writeFile(known, address)
    shell = shellAt(lab, serverRun, key, address)
    if (!(await shell.connect())) throw new Error(`${guest.name} does not take its key at ${address}`)
  }
  return shell!
}

/** The same on the host that a server was installed as, which lets in who has its key. @throws Error when nobody answers there */
export async function openHostShell(lab: string, address: string, key: string): Promise<LiveShell> {
  const { guest } = findServer(await requireLab(lab), '1')
  const shell = shellAt(lab, labPaths(lab, guest.name).serverRun, key, address, 22)
  if (!(await shell.connect())) throw new Error(`${guest.name} does not take its key at ${address}`)
  return shell
}

/** Logs in on the serial line, starts an SSH server for the key, and says the address that it has there. */
async function startSsh(socket: string, publicKey: string, within: number): Promise<string> {
  const say = [
    'mkdir -p /run/sshd && mkdir -p -m 700 /root/.ssh',
    `echo '${publicKey}' >/root/.ssh/authorized_keys`,
    'ssh-keygen -A >/dev/null',
    `/usr/sbin/sshd -p ${sshPort} -o PermitRootLogin=prohibit-password -o UsePAM=no -o PidFile=none`,
    // The words are put together there, so that the echo of the line is not mistaken for its answer.
    'echo SSH"D"-AT-$(hostname -I | cut -d " " -f 1)-END',
  ].join('; ')
  return converse(socket, within, (heard, send) => {
    const found = /SSHD-AT-([\d.]+)-END/.exec(heard())
    if (found) return found[1]
    if (heard().endsWith('login: ')) send('root\r')
    else if (heard().endsWith('Password: ')) send(`${password}\r`)
    else if (heard().endsWith('# ')) send(`${say}\r`)
    return undefined
  })
}

/** Milliseconds of silence after which Enter is pressed: the prompt may have gone by before. */
const silent = 5000

function converse(
  path: string,
  within: number,
  answer: (heard: () => string, send: (text: string) => void) => string | undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ path })
    let heard = ''
    const end = (): void => {
      clearTimeout(limit)
      clearInterval(nudge)
      socket.destroy()
    }
    const fail = (reason: string): void => {
      end()
      reject(new Error(`no shell on the serial line: ${reason}\n${heard.slice(-2000)}`))
    }
    const limit = setTimeout(() => fail('the time is over'), within)
    const nudge = setInterval(() => socket.write('\r'), silent)
    socket.on('error', (error) => fail(error.message))
    socket.on('close', () => fail('it was closed'))
    socket.on('data', (chunk) => {
      // Colours and cursor movements are no words.
      heard = `${heard}${stripVTControlCharacters(chunk.toString('utf8'))}`.slice(-20_000)
      const said = answer(
        () => heard,
        (text) => {
          heard = ''
          socket.write(text)
        },
      )
      if (said === undefined) return
      end()
      resolve(said)
    })
    socket.write('\r')
  })
}

function shellAt(
  lab: string,
  folder: string,
  key: string,
  address: string,
  port = sshPort,
): LiveShell & { connect: () => Promise<boolean> } {
  const settings = [
    `ControlPath=${join(folder, `ssh-${port}`)}`,
    // Others take seconds where processors are made in software.
    'KexAlgorithms=curve25519-sha256',
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'ConnectTimeout=15',
    // A server made in software, whose disk is flushed by a busy machine, was seen to be silent for half a minute.
    'ServerAliveInterval=10',
    'ServerAliveCountMax=18',
    'BatchMode=yes',
  ].flatMap((option) => ['-o', option])
  const options = [...settings, '-i', key, '-p', String(port), '-q', `root@${address}`]
  const inside = (args: string[]): string[] => execArgs(labNamespace(lab), 'ssh', args)
  const ssh = (command: string, { timeout = 60_000, input = '' }: CommandOptions) =>
    run('ip', inside([...options, command]), { timeout, input, maxOutput: 64 * 2 ** 20 })
  /** One connection for all commands; it ends with the lab, which ends whatever runs in its namespace. */
  const connect = async (): Promise<boolean> => {
    const check = () => run('ip', inside(['-O', 'check', ...options]), { timeout: 30_000, anyExit: true })
    const ready = async (timeout: number): Promise<boolean> => {
      try {
        return (await runThere('true', { timeout })).exit === 0
      } catch (error) {
        if (isVmpError(error) && error.code === 'command.timeout') return false
        throw error
      }
    }
    if ((await check()).stderr.includes('running')) {
      if (await ready(20_000)) return true
      await run('ip', inside(['-O', 'exit', ...options]), { timeout: 30_000, anyExit: true })
    }
    const main = await start('ip', inside(['-M', '-N', ...options]), { detached: true })
    return Promise.race([ready(60_000), main.exited.then(() => false)])
  }
  const runThere: LiveShell['run'] = async (command, given = {}) => {
    try {
      // Both streams as they are, the exit code at the end of the first: run() drops the output of what fails.
      const { stdout, stderr } = await ssh(`( ${command}\n); echo "exit $?"`, given)
      const [, text = '', exit] = /^([^]*)exit (\d+)\n$/.exec(stdout) ?? []
      return { exit: Number(exit), stdout: text, stderr }
    } catch (error) {
      if (error instanceof CommandError) return { exit: 255, stdout: '', stderr: error.stderrTail }
      throw error
    }
  }
  const give: LiveShell['give'] = async (command, given) => {
    const { exit, stdout, stderr } = await runThere(command, given)
    if (exit !== 0) throw new Error(`exit ${exit}: ${command}\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`)
    return stdout
  }
  return { address, connect, run: runThere, give, push: () => pushBundle(lab, give) }
}

/** Where the image keeps our program. */
const programFolder = '/opt/vmp'

async function pushBundle(lab: string, give: LiveShell['give']): Promise<void> {
  const folder = join(labPaths(lab).state, 'bundle')
  const archive = `${folder}.tar.gz`
  await rm(folder, { recursive: true, force: true })
  await bundle(folder)
  await run('tar', ['-C', folder, '-czf', archive, '.'], { timeout: 60_000 })
  await give(`tar -C ${programFolder} -xzf -`, { timeout: 120_000, input: await readFile(archive) })
}
