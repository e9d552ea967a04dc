import { expect, test } from 'vitest'
import {
  describe,
  asVmpError,
  describe as wordsOf,
  exitCodeOf,
  fromProblem,
  httpStatusOf,
  toProblem,
  VmpError,
} from './errors.ts'
import { CommandError } from './exec.ts'

test('an error says what happened in its message, and keeps its cause', () => {
  const cause = new Error('EADDRINUSE')
  const error = new VmpError('api.portInUse', { address: '192.0.2.1', port: 8443 }, { cause, detail: 'of the API' })
  expect(error.message).toBe('Port 8443 on 192.0.2.1 is in use.')
  expect(error).toMatchObject({ name: 'VmpError', code: 'api.portInUse', cause, detail: 'of the API' })
})

test('an error that crosses a wire is the same error on the other side', () => {
  const sent = new VmpError('machine.unknown', { machine: 'm7' })
  const received = fromProblem(JSON.parse(JSON.stringify(toProblem(sent))) as ReturnType<typeof toProblem>)
  expect(received).toMatchObject({ code: 'machine.unknown', params: { machine: 'm7' }, message: sent.message })
  expect(toProblem(received)).toEqual(toProblem(sent))
})

test('the detail for the log does not cross the wire', () => {
  expect(JSON.stringify(toProblem(new VmpError('not.root', { reason: 'x' }, { detail: 'secret' })))).not.toContain(
    'secret',
  )
})

test('a code of a newer version becomes an internal error that names it', () => {
  expect(fromProblem({ code: 'machine.ofTomorrow', params: {} })).toMatchObject({
    code: 'internal',
    params: { detail: 'machine.ofTomorrow' },
  })
  expect(fromProblem({ code: 'toString', params: {} }).code).toBe('internal')
})

test('what is not ours becomes internal, with the original as its cause', () => {
  const original = new RangeError('out of range')
  expect(asVmpError(original)).toMatchObject({ code: 'internal', params: { detail: 'out of range' }, cause: original })
  expect(asVmpError('a string')).toMatchObject({ code: 'internal', params: { detail: 'a string' } })
  expect(asVmpError(undefined).code).toBe('internal')
})

test('a full disk and an abort are recognised whoever threw them', () => {
  const full = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', path: '/var/lib/x' })
  expect(asVmpError(full)).toMatchObject({ code: 'disk.full', params: { path: '/var/lib/x' } })
  expect(asVmpError(AbortSignal.abort().reason)).toMatchObject({ code: 'cancelled' })
})

test('exit code and HTTP status come from the catalogue', () => {
  expect(exitCodeOf(new VmpError('command.timeout', { command: 'x', seconds: 1 }))).toBe(124)
  expect(exitCodeOf(new Error('x'))).toBe(1)
  expect(httpStatusOf(new VmpError('machine.unknown', { machine: 'x' }))).toBe(404)
  expect(httpStatusOf(null)).toBe(500)
})

test('a command error is one of ours and says in words what the program said', () => {
  const error = new CommandError('mdadm', ['--create', '/dev/md0'], 2, 'no such device')
  expect(toProblem(error).code).toBe('command.failed')
  expect(wordsOf(toProblem(error), 'en')).toMatchObject({
    what: 'mdadm failed with exit code 2.',
    why: 'no such device',
  })
  expect(wordsOf(toProblem(error), 'zh').what).toContain('mdadm')
})

test('a parameter that is a key of the catalogue is put into words', () => {
  const problem = { code: 'input.invalid', params: { problem: 'live.none', where: 'live.unknown' } }
  expect(describe(problem, 'en').what).not.toContain('live.')
  expect(describe(problem, 'zh')).toMatchObject({
    what: '输入无效：无',
    why: expect.stringContaining('未知') as string,
  })
})
