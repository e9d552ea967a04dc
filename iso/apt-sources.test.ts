import { describe, expect, it } from 'vitest'
import { mirrorCandidates, parseDeb822, parseOneLine } from './apt-sources.ts'

describe("apt's sources", () => {
  it('reads the one-line format', () => {
    const text = `# deb http://commented.example/debian trixie main
deb [arch=amd64 signed-by=/usr/share/keyrings/x.gpg] http://mirror.example/debian/ bookworm main contrib # note
deb-src http://mirror.example/debian bookworm main
deb http://mirror.example/security bookworm-security main`
    expect(parseOneLine(text)).toEqual([
      { uris: ['http://mirror.example/debian/'], suites: ['bookworm'], components: ['main', 'contrib'] },
      { uris: ['http://mirror.example/security'], suites: ['bookworm-security'], components: ['main'] },
    ])
  })

  it('reads the deb822 format, with comments, continued lines and disabled stanzas', () => {
    const text = `Types: deb deb-src
# a comment within
URIs: http://mirror.example/debian
Suites: trixie
 trixie-updates
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 -----END PGP PUBLIC KEY BLOCK-----

Types: deb
URIs: http://off.example/debian
Suites: trixie
Components: main
Enabled: no

types: deb-src
URIs: http://source.example/debian
Suites: trixie
Components: main
`
    expect(parseDeb822(text)).toEqual([
      { uris: ['http://mirror.example/debian'], suites: ['trixie', 'trixie-updates'], components: ['main'] },
    ])
  })

  it('takes only what looks like Debian, and tells its security archive apart', () => {
    const sources = [
      { uris: ['http://a.example/debian/'], suites: ['bookworm', 'bookworm-updates'], components: ['main'] },
      { uris: ['http://a.example/debian-security'], suites: ['bookworm-security'], components: ['main'] },
      { uris: ['http://old.example/security'], suites: ['stable/updates'], components: ['main'] },
      { uris: ['http://u.example/ubuntu'], suites: ['noble'], components: ['main', 'universe'] },
      { uris: ['http://d.example/docker'], suites: ['bookworm'], components: ['stable'] },
      { uris: ['http://n.example/node'], suites: ['nodistro'], components: ['main'] },
    ]
    expect(mirrorCandidates(sources)).toEqual({
      main: ['http://a.example/debian'],
      security: ['http://a.example/debian-security', 'http://old.example/security'],
    })
  })
})
