import { expect, test } from 'vitest'
import { smallHost } from './__fixtures__/document.ts'
import { kvmFiles } from './kvm.ts'

test.each([
  [true, 1],
  [false, 0],
])('nested: %s is what both modules are loaded with', (nested, value) => {
  const [file] = kvmFiles({ ...smallHost, hooks: { kvm: { nested }, scripts: [] } })
  expect(file?.path).toBe('/etc/modprobe.d/vmp-kvm.conf')
  expect(file?.text).toMatch(new RegExp(`^options kvm_intel nested=${value}\noptions kvm_amd nested=${value}$`, 'm'))
})
