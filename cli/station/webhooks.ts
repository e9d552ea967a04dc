import type { Handlers } from '../../api/mount.ts'
import type { webhookContract } from '../../pxe/contract/webhooks.ts'
import type { Station } from '../../pxe/station.ts'
import type { Principals } from './principals.ts'

export function webhookHandlers({
  webhooks,
  installations: { audit },
}: Station): Handlers<typeof webhookContract, Principals> {
  return {
    webhooks: () => ({ webhooks: webhooks.list() }),
    addWebhook({ body, principal: { who } }) {
      const made = webhooks.add(body.url, body.events, who)
      audit.add(who, 'add webhook', null, { webhook: made.webhook.number, url: body.url })
      return made
    },
    removeWebhook({ params, principal: { who } }) {
      const number = Number(params.webhook)
      webhooks.remove(number)
      audit.add(who, 'remove webhook', null, { webhook: number })
      return { removed: number }
    },
    testWebhook: async ({ params }) => ({ problem: await webhooks.test(Number(params.webhook)) }),
  }
}
