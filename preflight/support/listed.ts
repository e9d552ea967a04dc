/** Names in a row, "sda, sdb, sdc … (+5)": no words, so the same in every language. */
export function listed(names: Iterable<string>, most = 8): string {
  const all = [...names]
  const shown = all.slice(0, most).join(', ')
  return all.length > most ? `${shown} … (+${all.length - most})` : shown
}
