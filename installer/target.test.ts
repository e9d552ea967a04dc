import { expect, it } from 'vitest'
import { mountedBelow } from './target.ts'

it('finds what is mounted below a folder, the last first, and nothing beside it', () => {
  const mountinfo = [
    '26 1 0:24 / /run rw - tmpfs tmpfs rw',
    '64 26 0:60 / /run/vmp/install rw - tmpfs vmp-install rw',
    '65 64 9:127 / /run/vmp/install/system rw,nosuid - ext4 /dev/md127 rw',
    '66 26 0:61 / /run/vmp/install.lock rw - tmpfs x rw',
    String.raw`67 64 0:62 / /run/vmp/install/with\040space rw - tmpfs x rw`,
  ].join('\n')
  expect(mountedBelow(mountinfo, '/run/vmp/install')).toEqual([
    '/run/vmp/install/with space',
    '/run/vmp/install/system',
    '/run/vmp/install',
  ])
})
