/**
 * The language that says which machines are meant: `fit and label=rack1 and not (vendor="Dell*" or memory<64)`.
 *
 *     or   = and {"or" and}
 *     and  = not {"and" not}
 *     not  = "not" not | "(" or ")" | test
 *     test = "fit" | "unfit" | FIELD OPERATOR VALUE
 */
import { VmpError } from '../../../lib/errors.ts'
import { nearest } from '../../../lib/nearest.ts'

/** Compared as text, with `*` and `?`. */
const textFields = ['label', 'vendor', 'model', 'serial', 'uuid', 'mac', 'firmware', 'name'] as const
export type TextField = (typeof textFields)[number]
/** Compared as numbers; memory in GiB as installed, disk in GB as sold (of the smallest one). */
const numberFields = ['memory', 'cpus', 'disks', 'disk', 'nics'] as const
export type NumberField = (typeof numberFields)[number]
const orders = ['>=', '<=', '!=', '=', '>', '<'] as const
export type Order = (typeof orders)[number]

export type Expression =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly kind: 'not'; readonly part: Expression }
  | { readonly kind: 'verdict'; readonly verdict: 'fit' | 'unfit' }
  | { readonly kind: 'text'; readonly field: TextField; readonly order: '=' | '!='; readonly value: string }
  | { readonly kind: 'number'; readonly field: NumberField; readonly order: Order; readonly value: number }

/** Characters, and brackets and "not" within each other: nobody writes more. */
const longest = 1000
const deepest = 32

interface Token {
  readonly kind: 'word' | 'text' | 'order' | 'bracket'
  readonly text: string
  /** From 1. */
  readonly column: number
}

/** @throws VmpError `rule.syntax` with the column, what is there and what was expected. */
export function parseExpression(source: string): Expression {
  const fail = (column: number, found: string, expected: string): never => {
    throw new VmpError('rule.syntax', {
      expression: source.slice(0, longest),
      column,
      found: found || 'the end',
      expected,
    })
  }
  if (source.length > longest) fail(longest, 'more', `at most ${longest} characters`)
  const tokens = tokenize(source, fail)
  let at = 0
  let depth = 0
  const peek = (): Token | undefined => tokens[at]
  const unexpected = (expected: string): never => {
    const token = peek()
    return fail(token?.column ?? source.length + 1, token?.text ?? '', expected)
  }
  const isWord = (text: string): boolean => peek()?.kind === 'word' && peek()!.text.toLowerCase() === text
  const deeper = <T>(work: () => T): T => {
    depth += 1
    if (depth > deepest) unexpected(`at most ${deepest} levels`)
    const result = work()
    depth -= 1
    return result
  }
  const chain = (kind: 'and' | 'or', next: () => Expression): Expression => {
    const parts = [next()]
    while (isWord(kind)) {
      at += 1
      parts.push(next())
    }
    return parts.length === 1 ? parts[0]! : { kind, parts }
  }
  const or = (): Expression => chain('or', and)
  const and = (): Expression => chain('and', not)
  const not = (): Expression =>
    deeper(() => {
      if (isWord('not')) {
        at += 1
        return { kind: 'not', part: not() }
      }
      if (peek()?.text === '(' && peek()?.kind === 'bracket') {
        at += 1
        const inner = or()
        if (peek()?.text !== ')') unexpected('")"')
        at += 1
        return inner
      }
      return test()
    })
  const test = (): Expression => {
    const token = peek()
    if (token?.kind !== 'word') return unexpected('fit, unfit, a field, "not" or "("')
    at += 1
    const word = token.text.toLowerCase()
    if (word === 'fit' || word === 'unfit') return { kind: 'verdict', verdict: word }
    const text = textFields.find((field) => field === word)
    const number = numberFields.find((field) => field === word)
    if (text === undefined && number === undefined) {
      const fields = ['fit', 'unfit', ...textFields, ...numberFields]
      const near = nearest(word, fields)
      return fail(token.column, token.text, near === undefined ? fields.join(', ') : `"${near}"`)
    }
    const order = peek()
    if (order?.kind !== 'order') return unexpected(text === undefined ? orders.join(' ') : '= or !=')
    at += 1
    const value = peek()
    if (value?.kind !== 'word' && value?.kind !== 'text') return unexpected('a value')
    at += 1
    if (text !== undefined) {
      if (order.text !== '=' && order.text !== '!=') return fail(order.column, order.text, '= or !=')
      return { kind: 'text', field: text, order: order.text, value: value.text + labelValue(text) }
    }
    const amount = Number(value.text)
    if (value.kind === 'text' || value.text === '' || !Number.isFinite(amount))
      return fail(value.column, value.text, 'a number')
    return { kind: 'number', field: number!, order: order.text as Order, value: amount }
  }
  /** `label=rack=1`: the label rack with the value 1. */
  const labelValue = (field: TextField): string => {
    const [order, value] = [tokens[at], tokens[at + 1]]
    if (field !== 'label' || order?.text !== '=' || order.kind !== 'order') return ''
    if (value?.kind !== 'word' && value?.kind !== 'text') return ''
    at += 2
    return `=${value.text}`
  }
  const expression = or()
  if (at < tokens.length) unexpected('"and", "or" or the end')
  return expression
}

function tokenize(source: string, fail: (column: number, found: string, expected: string) => never): Token[] {
  const tokens: Token[] = []
  const pattern = /\s*(?:([()])|(>=|<=|!=|=|>|<)|"([^"]*)"|([^\s()"=<>!]+))/uy
  let end = 0
  while (source.slice(end).trim() !== '') {
    pattern.lastIndex = end
    const match = pattern.exec(source)
    if (!match) {
      const column = end + source.slice(end).search(/\S/) + 1
      return fail(column, source[column - 1]!, source[column - 1] === '"' ? 'a closing "' : 'a word')
    }
    const [whole, bracket, order, quoted, word] = match
    const column = end + whole.search(/\S/) + 1
    end = pattern.lastIndex
    if (bracket !== undefined) tokens.push({ kind: 'bracket', text: bracket, column })
    else if (order !== undefined) tokens.push({ kind: 'order', text: order, column })
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted, column })
    else tokens.push({ kind: 'word', text: word!, column })
  }
  return tokens
}
