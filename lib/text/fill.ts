import type { Params } from './types.ts'

/** Puts `params` into the `{name}` places of a text; a name without a value stays as it is, so that it is seen. */
export function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(params[name] ?? place))
}
