/** Reading of JSON that a program printed, of which nothing is certain. */

/** @throws With a message of its own: that of JSON.parse quotes whatever the program printed. */
export function parseOutput(output: string, program: string): unknown {
  try {
    return JSON.parse(output)
  } catch (error) {
    throw new Error(`${program} gave no JSON`, { cause: error })
  }
}

export function valueAt(value: unknown, ...keys: readonly string[]): unknown {
  let inner = value
  for (const key of keys) {
    if (typeof inner !== 'object' || inner === null) return undefined
    inner = (inner as Record<string, unknown>)[key]
  }
  return inner ?? undefined
}

export function textAt(value: unknown, ...keys: readonly string[]): string | undefined {
  const found = valueAt(value, ...keys)
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** A whole number of zero or more. */
export function countAt(value: unknown, ...keys: readonly string[]): number | null {
  const found = valueAt(value, ...keys)
  return typeof found === 'number' && Number.isSafeInteger(found) && found >= 0 ? found : null
}

export function listAt(value: unknown, ...keys: readonly string[]): unknown[] {
  const found = valueAt(value, ...keys)
  return Array.isArray(found) ? found : []
}
