import { describe, expect, test } from 'vitest'
import { say } from '../../lib/text/say.ts'
import { disk } from '../__fixtures__/facts.ts'
import { busyServer, finding, fitReport, hostileReport, reportOf, unfitReport } from './__fixtures__/reports.ts'
import { reportHtml } from './html.ts'
import { timeText } from './words.ts'

const timeZone = 'Asia/Shanghai'
const zh = (report: typeof fitReport): string => reportHtml(report, { language: 'zh', timeZone })
const en = (report: typeof fitReport): string => reportHtml(report, { language: 'en', timeZone })

describe('the HTML report', () => {
  test('has the verdict before anything else of the machine', () => {
    const [, body] = en(unfitReport).split('<body>')
    expect(body!.indexOf('NOT FIT')).toBeGreaterThan(0)
    expect(body!.indexOf('NOT FIT')).toBeLessThan(body!.indexOf('CN7792113K0042'))
    expect(zh(unfitReport)).toContain('不合格')
    expect(zh(fitReport)).toContain('本服务器符合部署要求')
    expect(zh(fitReport)).not.toContain('不合格')
  })

  test('does not call clean what could not be decided', () => {
    const checks = [{ check: 'nic', status: 'unknown' as const, findings: [finding('nic.unread', 'unknown')] }]
    const text = zh(reportOf(busyServer, checks))
    expect(text).toContain('在已读取的范围内，本服务器可以部署。另有 1 项无法判定。')
    expect(text).not.toContain('本服务器符合部署要求')
    const strict = zh(reportOf(busyServer, checks, { verdict: 'unfit' }))
    expect(strict).toContain('有 1 项无法判定，不能确认本服务器是否合格。')
  })

  test('says first what made the machine unfit, also when that is what is not known', () => {
    const checks = [
      { check: 'memory', status: 'warn' as const, findings: [finding('memory.unequal', 'warn')] },
      { check: 'nic', status: 'unknown' as const, findings: [finding('nic.unread', 'unknown')] },
    ]
    const order = (verdict: 'fit' | 'unfit') =>
      [...en(reportOf(busyServer, checks, { verdict })).matchAll(/class="findings (\w+)"/g)].map(
        ([, severity]) => severity,
      )
    expect(order('unfit')).toEqual(['unknown', 'warn'])
    expect(order('fit')).toEqual(['warn', 'unknown'])
  })

  test('says cause, measured value, threshold and remedy of what failed', () => {
    const text = en(unfitReport)
    expect(text).toContain(say('en', 'preflight.memory.tooLittle.cause'))
    expect(text).toContain('<dd><bdi>3 GiB</bdi></dd>')
    expect(text).toContain('<dd><bdi>≥ 3.5 GiB</bdi></dd>')
    expect(text).toContain(say('en', 'preflight.memory.tooLittle.remedy'))
  })

  test('says where in the firmware setup the option is, and who says so', () => {
    const text = zh(unfitReport)
    expect(text).toContain('<bdi>Processor Settings</bdi>')
    expect(text).toMatch(/Virtualization Technology<\/bdi> 设为 <bdi class="value">Enabled/)
    expect(text).toContain('<a href="https://example.com/server1/setup.pdf"')
  })

  test('tells the same finding on many disks once, with a line a disk', () => {
    const disks = Array.from({ length: 400 }, (_, index) => `sd${index}`)
    const findings = disks.map((subject) => finding('memory.tooLittle', 'warn', { subject, measured: '1' }))
    const facts = { ...busyServer, disks: disks.map((name) => disk({ name })) }
    const text = en(reportOf(facts, [{ check: 'memory', status: 'warn', findings }]))
    expect(text.split(say('en', 'preflight.memory.tooLittle.cause'))).toHaveLength(2)
    expect(text.match(/<td><bdi>sd\d+<\/bdi><\/td><td><bdi>1<\/bdi><\/td>/g)).toHaveLength(400)
  })

  test('shows what could not be read, what was fixed and what deep tests measured', () => {
    const text = en(unfitReport)
    expect(text).toContain('lldpcli did not finish within 5 s and was ended. It hangs.')
    expect(text).toContain('the controller refused')
    expect(text).toContain('throughput 214.51 MB/s')
  })

  test('runs nothing and loads nothing: no script, no address but the sources of remedies', () => {
    for (const report of [fitReport, unfitReport, hostileReport]) {
      const text = en(report)
      expect(text).not.toMatch(/<(script|img|link|iframe|object)/i)
      expect(text).not.toMatch(/\b(src|href)="(?!https:\/\/example\.com)/)
      expect(text).not.toMatch(/url\(|@import/)
      expect(text.split('</style>')).toHaveLength(2)
    }
  })

  test('shows direction marks and control characters instead of obeying them', () => {
    expect(en(hostileReport)).not.toMatch(/\p{Cf}|(?!\n)\p{Cc}/u)
    expect(en(hostileReport)).toContain('\uFFFDevil')
  })
})

test('times name their zone', () => {
  expect(timeText('2026-03-02T16:30:05Z', 'Asia/Shanghai')).toBe('2026-03-03 00:30:05 GMT+8')
  expect(timeText('2026-03-02T16:30:05Z', 'UTC')).toBe('2026-03-02 16:30:05 UTC')
})
