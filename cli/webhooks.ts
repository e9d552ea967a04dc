import { Command } from 'commander'
import { VmpError } from '../lib/errors.ts'
import { webhookEvents } from '../pxe/contract/webhooks.ts'
import type { WebhookEvent } from '../pxe/contract/webhooks.ts'
import { output } from './context.ts'
import { print } from './preflight/show.ts'
import { stationClient, withStation } from './station-client.ts'
import type { StationOptions } from './station-client.ts'
import { table } from './terminal/table.ts'

type Options = StationOptions & { readonly json?: boolean }

/** `vmp webhooks`: addresses that are told what happens to machines. */
export function webhooksCommand(): Command {
  const command = new Command('webhooks').description(output('cli.webhooks'))
  const add = (name: string, description: string, isDefault = false): Command =>
    withStation(command.command(name, { isDefault }).description(description).option('--json', output('cli.json')))

  add('list', output('cli.webhooks.list'), true).action(async (options: Options) => {
    const station = await stationClient(options)
    const { webhooks } = await station.webhooks({})
    if (options.json) return print(webhooks)
    const rows = webhooks.map(({ number, url, events, waiting, deliveredAt, problem }) => [
      String(number),
      url,
      events.join(', ') || '*',
      String(waiting),
      deliveredAt ?? '-',
      problem ?? '-',
    ])
    const titles = ['webhook', 'url', 'events', 'waiting', 'delivered', 'problem'] as const
    process.stdout.write(
      table(
        titles.map((title) => ({ title: output(`cli.column.${title}`) })),
        rows,
      ),
    )
  })
  add('add <url>', output('cli.webhooks.add'))
    .option('--events <events>', output('cli.webhooks.events', { events: webhookEvents.join(', ') }), parseEvents, [])
    .action(async (url: string, options: Options & { readonly events: WebhookEvent[] }) => {
      const station = await stationClient(options)
      const made = await station.addWebhook({ body: { url, events: options.events } })
      if (options.json) return print(made)
      process.stdout.write(`${output('cli.webhooks.made', { webhook: made.webhook.number, secret: made.secret })}\n`)
    })
  add('remove <number>', output('cli.webhooks.remove')).action(async (webhook: string, options: Options) => {
    const station = await stationClient(options)
    const { removed } = await station.removeWebhook({ params: { webhook } })
    if (options.json) return print({ removed })
    process.stdout.write(`${output('cli.webhooks.removed', { webhook: removed })}\n`)
  })
  add('test <number>', output('cli.webhooks.test')).action(async (webhook: string, options: Options) => {
    const station = await stationClient(options)
    const { problem } = await station.testWebhook({ params: { webhook } })
    if (options.json) print({ problem })
    else process.stdout.write(`${problem === null ? output('cli.webhooks.arrived') : problem}\n`)
    if (problem !== null) process.exitCode = 1
  })
  return command
}

function parseEvents(text: string): WebhookEvent[] {
  return text.split(',').map((word) => {
    const event = webhookEvents.find((known) => known === word.trim() || known === `machine.${word.trim()}`)
    if (event === undefined)
      throw new VmpError('input.invalid', {
        problem: `"${word}" is none of ${webhookEvents.join(', ')}`,
        where: '--events',
      })
    return event
  })
}
