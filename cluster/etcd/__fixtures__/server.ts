import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../../../lib/__fixtures__/free-port.ts'
import { start } from '../../../lib/exec.ts'
import type { RunningProcess } from '../../../lib/exec.ts'
import { etcdPrograms } from './binary.ts'

export interface TestMember {
  /** Of its clients. */
  readonly url: string
  start(): Promise<void>
  /** Killed, as by a power cut. */
  kill(): Promise<void>
  /** Killed, and all that it knew is gone. */
  lose(): Promise<void>
  /** Stopped in the middle of whatever it does, with its connections open, and going on. */
  freeze(): void
  thaw(): void
}

export interface TestCluster {
  readonly members: readonly TestMember[]
  close(): Promise<void>
}

interface ClusterOptions {
  readonly members: number
  readonly arguments?: readonly string[]
  /** Files for its clients' side. */
  readonly tls?: { readonly authority: string; readonly certificate: string; readonly key: string }
}

/** Members of etcd as the image has it, on this machine's loopback. They are started, and perhaps not yet ready. */
export async function startEtcd({ members: count, arguments: more = [], tls }: ClusterOptions): Promise<TestCluster> {
  const { etcd } = await etcdPrograms()
  const folder = await mkdtemp(join(tmpdir(), 'vmp-etcd-test-'))
  const ports = await freePorts(count * 2)
  const at = (index: number): string => `127.0.0.1:${ports[index]}`
  const names = Array.from({ length: count }, (_, index) => `m${index}`)
  const peers = names.map((_, index) => `http://${at(count + index)}`)
  const members = names.map((name, index): TestMember => {
    const url = `${tls ? 'https' : 'http'}://${at(index)}`
    const args = [
      `--name=${name}`,
      `--data-dir=${join(folder, name)}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peers[index]!}`,
      `--initial-advertise-peer-urls=${peers[index]!}`,
      `--initial-cluster=${names.map((each, other) => `${each}=${peers[other]!}`).join(',')}`,
      '--experimental-watch-progress-notify-interval=1s',
      '--log-level=error',
      ...(tls ? [`--cert-file=${tls.certificate}`, `--key-file=${tls.key}`] : []),
      ...(tls ? [`--trusted-ca-file=${tls.authority}`, '--client-cert-auth'] : []),
      ...more,
    ]
    let running: RunningProcess | undefined
    async function kill(): Promise<void> {
      if (running === undefined) return
      process.kill(running.pid, 'SIGKILL')
      await running.exited
      running = undefined
    }
    return {
      url,
      async start() {
        running = await start(etcd, args, { logFile: join(folder, `${name}.log`) })
      },
      kill,
      async lose() {
        await kill()
        await rm(join(folder, name), { recursive: true })
      },
      freeze: () => void process.kill(running!.pid, 'SIGSTOP'),
      thaw: () => void process.kill(running!.pid, 'SIGCONT'),
    }
  })
  await Promise.all(members.map((member) => member.start()))
  return {
    members,
    async close() {
      await Promise.all(members.map((member) => member.kill()))
      await rm(folder, { recursive: true })
    },
  }
}
