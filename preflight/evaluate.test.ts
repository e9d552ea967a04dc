import * as fc from 'fast-check'
import { Check as matches } from 'typebox/value'
import { describe, expect, test } from 'vitest'
import { fill } from '../lib/text/fill.ts'
import { messageCatalogue } from '../lib/text/messages.ts'
import { arbitraryOf } from './__fixtures__/arbitrary.ts'
import { blankFacts, fitServer, GiB, quietAround } from './__fixtures__/facts.ts'
import { Around, nothingAround } from './around.ts'
import { check } from './check.ts'
import type { Found } from './check.ts'
import { checks } from './checks.ts'
import { countsOf, evaluate, relevant, runCheck, verdictOf } from './evaluate.ts'
import { Facts } from './facts/schema.ts'
import type { Finding } from './finding.ts'
import { shippedPolicies, shippedPolicy } from './policies.ts'
import { CheckResult } from './report.ts'

const host = shippedPolicy('host')
const saying = (...found: Found[]) =>
  check({
    id: 'memory',
    needs: ['memory'],
    asks: [],
    problems: [],
    remarks: { unread: 'unknown', spoken: 'note', fixed: 'note' },
    run: () => found as Found<never>[],
  })
const judge = (found: readonly Found[], severities = host.severities, around = nothingAround) =>
  runCheck(saying(...found), { facts: fitServer, unread: [], policy: { ...host, severities }, around })

describe('a result', () => {
  test('has the worst finding first, and its status', () => {
    const { status, findings } = judge([
      { problem: 'advised' },
      { problem: 'unread' },
      { problem: 'tooLittle' },
      { problem: 'small' },
    ])
    expect(status).toBe('fail')
    expect(findings.map(({ severity }) => severity)).toEqual(['fail', 'warn', 'unknown', 'advice'])
  })

  test('passes without a finding, and with notes alone', () => {
    expect(judge([]).status).toBe('pass')
    expect(judge([{ problem: 'spoken' }])).toMatchObject({ status: 'pass', findings: [{ severity: 'note' }] })
  })

  test('leaves out what the policy wants to hear nothing of', () => {
    expect(judge([{ problem: 'small' }], { 'memory.small': 'off' })).toEqual({
      check: 'memory',
      status: 'pass',
      findings: [],
    })
  })

  test('keeps to the schema however long firmware speaks', () => {
    const long = 'x'.repeat(5000)
    const result = judge([{ problem: 'small', subject: long, measured: long, threshold: long, params: { long, n: 1 } }])
    expect(matches(CheckResult, result)).toBe(true)
    expect(result.findings[0]?.params['n']).toBe(1)
  })

  test('comes with the maker’s own menus, where there is something to do', () => {
    const r740 = { ...fitServer.system, vendor: 'Dell Inc.', product: 'PowerEdge R740' }
    const facts = { ...fitServer, system: r740 }
    const remedies = (remarks: Record<string, 'note'>) => {
      const off = { ...saying({ problem: 'off' }), id: 'virtualization', remarks }
      return runCheck(off, { facts, unread: [], policy: host, around: nothingAround }).findings[0]?.vendorRemedies
    }
    expect(remedies({})?.map(({ vendor }) => vendor)).toContain('Dell')
    expect(remedies({ off: 'note' })).toEqual([])
  })

  test('says what was fixed, once it is', () => {
    const around = { ...nothingAround, fixed: [{ code: 'memory.small', before: null, after: 'b' }] }
    expect(judge([], undefined, around).findings).toMatchObject([
      { code: 'memory.fixed', severity: 'note', params: { before: '?', after: 'b' } },
    ])
    expect(judge([{ problem: 'small' }], undefined, around).findings.map(({ code }) => code)).toEqual(['memory.small'])
  })
})

test.each([
  ['fail', 'off', 'nothing', 'unfit'],
  ['warn', 'off', 'all', 'fit'],
  ['advice', 'off', 'all', 'fit'],
  ['note', 'spoken', 'all', 'fit'],
  ['unknown', 'unread', 'nothing', 'fit'],
  ['unknown', 'unread', 'essential', 'unfit'],
  ['unknown', 'silent', 'essential', 'fit'],
  ['unknown', 'silent', 'all', 'unfit'],
] as const)('a finding of %s (%s), where %s must be known: the machine is %s', (severity, problem, known, verdict) => {
  const probe = { ...saying(), id: 'probe', essential: ['unread'] }
  const finding = { severity, code: `probe.${problem}` } as Finding
  expect(verdictOf([probe], [{ check: 'probe', status: 'pass', findings: [finding] }], { ...host, known })).toBe(
    verdict,
  )
})

describe('a whole evaluation', () => {
  test('judges by all checks, counts their findings and draws the verdict', () => {
    const facts = {
      ...fitServer,
      memory: { ...fitServer.memory, usable: 2 * GiB, errors: { corrected: 1, uncorrected: 0 } },
    }
    const { checks: results, counts, verdict } = evaluate(checks, { facts, around: quietAround, policy: host })
    expect(results.map(({ check }) => check)).toEqual(relevant(checks, quietAround).map(({ id }) => id))
    expect({ verdict, counts }).toEqual({
      verdict: 'unfit',
      counts: { fail: 1, warn: 1, unknown: 0, advice: 0, note: 0 },
    })
    expect(counts).toEqual(countsOf(results))
  })

  test('comes of facts of which nothing could be read', () => {
    const { verdict } = evaluate(checks, { facts: blankFacts, around: nothingAround, policy: host })
    expect(verdict).toBe('unfit')
  })

  test('comes of any facts that fit the schema, fits its own, and is said in whole sentences', () => {
    const policies = shippedPolicies()
    const declared = new Map(
      checks.map(({ id, problems, remarks }) => [id, new Set([...problems, ...Object.keys(remarks)])]),
    )
    fc.assert(
      fc.property(arbitraryOf(Facts), arbitraryOf(Around), fc.constantFrom(...policies), (facts, around, policy) => {
        expect(matches(Facts, facts)).toBe(true)
        for (const result of evaluate(checks, { facts, around, policy }).checks) {
          expect(matches(CheckResult, result)).toBe(true)
          for (const { code, subject, params } of result.findings) {
            expect(declared.get(result.check)).toContain(code.slice(result.check.length + 1))
            // Filled with what holds no brace, so that only the text's own places are seen.
            const given = Object.keys({ ...params, ...(subject === null ? {} : { subject }) }).map((name) => [
              name,
              'x',
            ])
            for (const part of ['cause', 'remedy'])
              for (const text of Object.values(messageCatalogue[`preflight.${code}.${part}`]!))
                expect(fill(text, Object.fromEntries(given) as Record<string, string>)).not.toMatch(/[{}]/)
          }
        }
      }),
      { numRuns: 150 },
    )
  })
})
