/** Where documents stand in the store. */
const within = (space: string, kind: string, rest: string): string => `${space}/${kind}/${rest}`

export const documentKey = (kind: string, id: string): string => within('documents', kind, id)
export const documentPrefix = (kind: string): string => documentKey(kind, '')
export const idOf = (kind: string, key: string): string => key.slice(documentPrefix(kind).length)

/** Holds the id of the document of that name. Two names that people would take for the same have the same key. */
export const nameKey = (kind: string, name: string): string => within('names', kind, folded(name))
const folded = (name: string): string => name.normalize('NFKC').toLowerCase()

/** Holds what an idempotency key made. */
export const requestKey = (kind: string, key: string): string => within('requests', kind, key)
