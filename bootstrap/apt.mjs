import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { runHere } from './process.mjs'
import { SetupError } from './setup-error.mjs'

/** How long another program may hold apt's or dpkg's lock before we give up. */
const LOCK_MINUTES = 5
const POLICY = '/usr/sbin/policy-rc.d'

/**
 * Installs Debian or Ubuntu packages without their recommendations, and without starting any of their services:
 * a DHCP relay or TFTP server for tests must not appear on the user's network.
 *
 * @param {readonly import('./packages.mjs').Package[]} packages
 * @param {import('./setup-error.mjs').Say} say
 */
export async function install(packages, say) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  console.log(say('packages.updating'))
  const update = await updateLists(env, say)
  if (update !== 0) throw new SetupError(say('packages.failed', { exit: update }), 1)

  console.log(say('packages.installing'))
  const allow = forbidServices()
  try {
    const names = packages.map(({ name }) => name)
    const lock = `DPkg::Lock::Timeout=${LOCK_MINUTES * 60}`
    const args = ['install', '--yes', '--quiet', '--no-install-recommends', '-o', lock, ...names]
    const exit = await runHere('apt-get', args, { cwd: '/', env })
    if (exit !== 0) throw new SetupError(say('packages.failed', { exit }), 1)
  } finally {
    allow()
  }
  const services = packages.flatMap(({ service }) => service ?? [])
  if (services.length > 0 && existsSync('/run/systemd/system'))
    await runHere('systemctl', ['disable', '--quiet', ...services], { cwd: '/' })
}

/**
 * apt waits for dpkg's lock when told to, but not for the lock on its lists.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {import('./setup-error.mjs').Say} say
 */
async function updateLists(env, say) {
  const tries = LOCK_MINUTES * 12
  for (let attempt = 1; ; attempt += 1) {
    let words = ''
    const exit = await runHere('apt-get', ['update', '--quiet', '--quiet'], {
      cwd: '/',
      env: { ...env, LC_ALL: 'C' },
      onStderr: (text) => (words += text),
    })
    if (exit === 0 || attempt === tries || !/could not get lock/i.test(words)) return exit
    if (attempt === 1) console.log(say('packages.locked', { minutes: LOCK_MINUTES }))
    await wait(5000)
  }
}

/**
 * Debian asks policy-rc.d before a package may start its service. Ours says no, only while this process lives, so that
 * one left behind by a power cut does no harm. An existing one is the administrator's and stays.
 *
 * @returns {() => void} takes it away again
 */
function forbidServices() {
  if (existsSync(POLICY)) return () => undefined
  const script = `#!/bin/sh
# From VMP's setup: no service of a package it installs may start. Without effect once process ${process.pid} has ended.
kill -0 ${process.pid} 2>/dev/null && exit 101
exit 0
`
  writeFileSync(POLICY, script, { mode: 0o755 })
  return () => rmSync(POLICY, { force: true })
}
