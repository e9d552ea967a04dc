import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CommandError, run, start } from './exec.ts'

const node = process.execPath
const timeout = 5000
const script = (text: string): string[] => ['-e', text]
const elapsed = async (work: Promise<unknown>): Promise<number> => {
  const begin = performance.now()
  await work.catch((error: unknown) => error)
  return performance.now() - begin
}
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    // The dead whom nobody has buried yet can still be signalled; not every init is quick at that.
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

describe('run', () => {
  test('gives what the program wrote', async () => {
    const text = 'process.stdout.write("out"); process.stderr.write("err")'
    expect(await run(node, script(text), { timeout })).toEqual({ stdout: 'out', stderr: 'err' })
  })

  test('gives what a program wrote whose exit code is no failure, but not of one that was killed', async () => {
    const answer = script('process.stdout.write("answer"); process.exit(64)')
    expect(await run(node, answer, { timeout, anyExit: true })).toEqual({ stdout: 'answer', stderr: '' })
    const killed = run(node, script('process.kill(process.pid, "SIGKILL")'), { timeout, anyExit: true })
    await expect(killed).rejects.toMatchObject({ exit: 'SIGKILL' })
  })

  test('passes arguments as they are: no shell ever sees them', async () => {
    const hostile = ['$(id)', '`id`', '; id', '"', "'", 'a b', '*', '', '\n', '&& id']
    const { stdout } = await run(node, [...script('console.log(JSON.stringify(process.argv.slice(1)))'), ...hostile], {
      timeout,
    })
    expect(JSON.parse(stdout)).toEqual(hostile)
  })

  test('a program that fails is an error with its command, exit code and the end of what it complained', async () => {
    const failed = run(node, script('console.error("x".repeat(9000) + "the reason"); process.exit(3)'), { timeout })
    const error = await failed.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(CommandError)
    expect(error).toMatchObject({ code: 'command.failed', command: node, exit: 3 })
    expect((error as CommandError).stderrTail).toMatch(/x{1000}the reason$/)
    expect((error as CommandError).stderrTail).toHaveLength(2000)
  })

  test('a program ended by a signal is an error that names it', async () => {
    await expect(run(node, script('process.kill(process.pid, "SIGKILL")'), { timeout })).rejects.toMatchObject({
      exit: 'SIGKILL',
    })
  })

  test('a program that is not there is said to be missing', async () => {
    await expect(run('vmp-no-such-program', ['x'], { timeout, input: 'x' })).rejects.toMatchObject({
      code: 'command.missing',
      params: { command: 'vmp-no-such-program' },
    })
  })

  test('is ended at its time limit', async () => {
    const hanging = run(node, script('setInterval(() => {}, 1000)'), { timeout: 300 })
    await expect(hanging).rejects.toMatchObject({ code: 'command.timeout' })
  })

  test('is over at its time limit even when a child of the program keeps its output open', async () => {
    const orphan = 'require("child_process").spawn("sleep", ["20"], { stdio: "inherit" }); setInterval(() => {}, 1000)'
    expect(await elapsed(run(node, script(orphan), { timeout: 400 }))).toBeLessThan(3000)
  })

  test('is ended when it is cancelled, and does not begin when it was cancelled before', async () => {
    const cancel = new AbortController()
    const running = run(node, script('console.log("up"); setInterval(() => {}, 1000)'), {
      timeout: 60_000,
      signal: cancel.signal,
      onLine: () => cancel.abort(),
    })
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    await expect(run('vmp-no-such-program', [], { timeout, signal: cancel.signal })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })

  test('ends what the program started too, when they are a group, even what ignores the polite end', async () => {
    const cancel = new AbortController()
    const child = 'process.on("SIGTERM", () => {}); console.log(process.pid); setInterval(() => {}, 1000)'
    const parent = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}], { stdio: "inherit" }); setInterval(() => {}, 1000)`
    let pid = 0
    const running = run(node, script(parent), {
      timeout: 60_000,
      signal: cancel.signal,
      group: true,
      onLine: (line) => {
        pid = Number(line)
        cancel.abort()
      },
    })
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    expect(pid).toBeGreaterThan(1)
    await expect.poll(() => isAlive(pid)).toBe(false)
  })

  test('keeps the beginning of endless output and the end of endless complaints, and no more', async () => {
    const text =
      'process.stdout.write("o" + "x".repeat(40e6)); process.stderr.write("y".repeat(40e6) + "e"); process.stdout.end()'
    const { stdout, stderr } = await run(node, script(text), { timeout: 20_000, maxOutput: 1000 })
    expect([stdout.length, stdout[0]]).toEqual([1000, 'o'])
    expect([stderr.length, stderr.at(-1)]).toEqual([1000, 'e'])
  })

  test('hands over its input, also to a program that does not read it', async () => {
    const { stdout } = await run('cat', [], { timeout, input: 'ü'.repeat(200_000) })
    expect(stdout).toBe('ü'.repeat(200_000))
    await expect(run('true', [], { timeout, input: 'x'.repeat(5_000_000) })).resolves.toBeDefined()
  })

  test('tells each line as it comes, the last one without a line break too', async () => {
    const lines: string[] = []
    await run(node, script('process.stdout.write("a\\nb"); process.stderr.write("c\\n")'), {
      timeout,
      onLine: (line, stream) => lines.push(`${stream} ${line}`),
    })
    expect(lines.toSorted()).toEqual(['stderr c', 'stdout a', 'stdout b'])
  })
})

describe('start', () => {
  test('leaves a program running until it is stopped, and appends what it says to its log', async () => {
    const logFile = join(mkdtempSync(join(tmpdir(), 'vmp-exec-')), 'log')
    writeFileSync(logFile, 'before\n')
    const running = await start(node, script('console.log("said"); setInterval(() => {}, 1000)'), { logFile })
    expect(isAlive(running.pid)).toBe(true)
    await expect.poll(() => readFileSync(logFile, 'utf8')).toBe('before\nsaid\n')
    await running.stop()
    expect(isAlive(running.pid)).toBe(false)
    expect(await running.exited).toEqual({ code: null, signal: 'SIGTERM' })
    await running.stop()
  })

  test('ends hard what does not end politely', async () => {
    const logFile = join(mkdtempSync(join(tmpdir(), 'vmp-exec-')), 'log')
    const deaf = await start(
      node,
      script('process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)'),
      { logFile },
    )
    await expect.poll(() => readFileSync(logFile, 'utf8')).toBe('up\n')
    await deaf.stop(100)
    expect(await deaf.exited).toEqual({ code: null, signal: 'SIGKILL' })
  })

  test('says that a program is missing', async () => {
    await expect(start('vmp-no-such-program', [])).rejects.toMatchObject({ code: 'command.missing' })
  })
})
