import { VmpError } from '../../lib/errors.ts'
import { builtInHooks } from '../schema.ts'
import { flaw } from './rule.ts'
import type { Rule } from './rule.ts'

/** Scripts have names of their own, and an order that can be kept. */
export const hookRules: Rule = ({ answer: { hooks } }) =>
  hooks.scripts.flatMap(({ name, before, after }, index) => {
    const path = ['hooks', 'scripts', index]
    const others = [...builtInHooks, ...hooks.scripts.slice(0, index).map((script) => script.name)]
    return [
      ...(others.includes(name)
        ? [flaw([...path, 'name'], (at) => new VmpError('answer.sameHook', { ...at, name }))]
        : []),
      ...(before !== undefined && before === after
        ? [flaw([...path, 'before'], (at) => new VmpError('answer.hookOrder', { ...at, name, hook: before }))]
        : []),
    ]
  })
