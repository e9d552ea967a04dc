import { VmpError } from '../../../lib/errors.ts'
import type { Gateway } from '../gateway.ts'

/** etcd says no, in its own words. */
export const refusal = (detail: string): VmpError => new VmpError('etcd.refused', { endpoint: 'm1', detail })
export const silence = (): VmpError => new VmpError('etcd.unreachable', { endpoint: 'm1', detail: 'no answer' })

export interface TestGateway extends Gateway {
  /** What it was asked, in order. */
  readonly asked: readonly string[]
}

/** A member that answers as the test says; by throwing, too. */
export function testGateway(
  answer: (path: string, body: Readonly<Record<string, unknown>>) => unknown,
  messages: (path: string) => readonly unknown[] = () => [],
): TestGateway {
  const asked: string[] = []
  return {
    url: 'm1',
    asked,
    async call(path, body) {
      asked.push(path)
      return answer(path, body as Readonly<Record<string, unknown>>)
    },
    async *stream(path) {
      asked.push(path)
      yield* messages(path)
    },
    close: () => undefined,
  }
}
