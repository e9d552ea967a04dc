/** Does the machine start again by itself when the mains come back? */
import { check } from '../check.ts'
import { isUnread } from '../support/unread.ts'

export const powerRestore = check({
  id: 'powerRestore',
  needs: ['bmc', 'virtualization'],
  asks: [],
  problems: ['off', 'unknown', 'noBmc'],
  remarks: { unread: 'unknown', fixed: 'note' },
  *run({ facts: { bmc, virtualization }, unread }) {
    if (!bmc.present && isUnread(unread, 'bmc')) yield { problem: 'unread' }
    else if (bmc.powerRestore === 'always-off')
      yield { problem: 'off', measured: bmc.powerRestore, threshold: 'always-on, previous' }
    else if (bmc.present && bmc.powerRestore === null) yield { problem: 'unknown', threshold: 'always-on, previous' }
    // A virtual machine has no mains; its host starts it.
    else if (!bmc.present && virtualization.guest !== true) yield { problem: 'noBmc' }
  },
})
