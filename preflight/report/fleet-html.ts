/** The fleet report as one HTML file, on A4 across. */
import { say } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import type { Fleet } from './fleet.ts'
import { fleetView } from './fleet-view.ts'
import { document, tableView } from './html.ts'
import { allVisible } from './visible.ts'

export function fleetHtml(fleet: Fleet, language: Language): string {
  const view = allVisible(fleetView(fleet, language))
  return document('preflight/fleet.html.hbs', {
    ...view,
    header: view.title,
    across: true,
    language,
    groups: view.groups.map((group) => ({ ...group, table: tableView(group.table) })),
    words: {
      oddities: say(language, 'fleet.oddities'),
    },
  })
}
