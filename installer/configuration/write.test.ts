import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { smallHost } from './__fixtures__/document.ts'
import { readHostDocument } from './read.ts'
import { writeConfiguration } from './write.ts'

describe('the configuration on a root', () => {
  let root: string
  const put = (path: string, text: string): void => {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const text = (path: string): string => readFileSync(join(root, path), 'utf8')
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'vmp-root-'))
    put('etc/shadow', 'root:*:1:0:99999:7:::\n')
    put('usr/share/zoneinfo/Asia/Shanghai', 'zone')
    mkdirSync(join(root, 'usr/lib/locale'), { recursive: true })
    mkdirSync(join(root, 'var'))
  })
  afterEach(() => rmSync(root, { recursive: true }))
  const document = { ...smallHost, timezone: 'Asia/Shanghai', locale: 'zh_CN.UTF-8' }

  it('is written with its modes', async () => {
    await writeConfiguration(root, document, { trial: false })
    expect(text('etc/hostname')).toBe('node01\n')
    expect(statSync(join(root, 'etc/vmp/authorized_keys')).mode & 0o777).toBe(0o600)
    expect(text('etc/shadow')).toContain('root:$6$')
  })

  it('knows the zone and the locale', async () => {
    await writeConfiguration(root, document, { trial: false })
    expect(readlinkSync(join(root, 'etc/localtime'))).toBe('/usr/share/zoneinfo/Asia/Shanghai')
    expect(readlinkSync(join(root, 'usr/lib/locale/zh_CN.utf8'))).toBe('C.utf8')
  })

  it('leaves the time zone of the image where the host names one that is none', async () => {
    put('etc/localtime', 'utc')
    for (const timezone of ['Mars/Base', 'Asia', '../../../etc/shadow'])
      await writeConfiguration(root, { ...document, timezone }, { trial: false })
    expect(text('etc/localtime')).toBe('utc')
  })

  it('lets what the administrator put there lie on top', async () => {
    put('etc/vmp/local.d/sysctl.d/99-site.conf', 'x = 1\n')
    put('etc/vmp/local.d/hosts', 'mine\n')
    await writeConfiguration(root, document, { trial: false })
    expect(text('etc/sysctl.d/99-site.conf')).toBe('x = 1\n')
    expect(text('etc/hosts')).toBe('mine\n')
  })

  it.each([
    ['nothing', undefined],
    ['half a document', '{"version": 1, "na'],
    ['a document of another kind', '{"version": 2}'],
  ])('is not made of %s', async (_, content) => {
    const file = join(root, 'host.json')
    if (content !== undefined) writeFileSync(file, content)
    await expect(readHostDocument(file)).rejects.toMatchObject({ code: 'host.documentDamaged', params: { file } })
  })
})
