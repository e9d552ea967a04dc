/** What the station answers about answers, approvals and installations. */
import { readAnswer } from '../../answer/file.ts'
import type { Handlers } from '../../api/mount.ts'
import { VmpError } from '../../lib/errors.ts'
import type { approvalContract } from '../../pxe/contract/approval.ts'
import type { hostContract, installContract } from '../../pxe/contract/install.ts'
import { offeredImage } from '../../pxe/boot/offer.ts'
import type { Station } from '../../pxe/station.ts'
import type { Principals } from './principals.ts'

export function installHandlers({ installations: { install } }: Station): Handlers<typeof installContract, Principals> {
  return {
    installation: ({ principal }) => install.installation(principal),
    installHere: ({ principal, body }) => install.here(principal, body),
    installStart: ({ principal, body }) => install.start(principal, body.installation, body.plan),
    installEvents: ({ principal, body }) => install.events(principal, body.installation, body.events),
    machineKey: ({ principal, body }) => install.key(principal, body.installation, body.publicKey),
    installEnd: ({ principal, body }) => install.end(principal, body),
    logBundle: ({ principal, body }) => install.bundle(principal, body.installation, body.text),
  }
}

export function hostHandlers({
  installations: { host },
  images,
  bootUrl,
}: Station): Handlers<typeof hostContract, Principals> {
  return {
    hostReport: ({ principal, body }) => host.report(principal, body),
    hostBeat: ({ principal, body }) => host.beat(principal, body),
    hostImage: () => offeredImage(images, bootUrl),
  }
}

export function approvalHandlers({
  installations,
  machines,
  preflight,
  view,
}: Station): Handlers<typeof approvalContract, Principals> {
  const { answers, approvals, audit, host, onAnswers, persons, repository, rules, show, steps } = installations
  const shown = (id: string) => view.show(machines.get(id)!)
  const installationOf = (machine: string, id: string) => {
    const found = repository.of(view.find(machine).id).find((record) => record.id === id)
    if (!found) throw new VmpError('installation.unknown', { machine, installation: id })
    return found
  }
  return {
    answers: () => ({ answers: answers.list() }),
    putAnswer({ params, body, principal: { who } }) {
      // What is wrong is said at once, and not when a machine is approved by it.
      readAnswer(body.document, params.answer)
      const { document: _, ...stored } = answers.put(params.answer, body.document, who)
      audit.add(who, 'answer', null, { answer: stored.name, version: stored.version, digest: stored.digest })
      onAnswers()
      return stored
    },
    removeAnswer({ params, principal: { who } }) {
      answers.remove(params.answer)
      audit.add(who, 'remove answer', null, { answer: params.answer })
      onAnswers()
      return { removed: params.answer }
    },
    plan({ params, query }) {
      const machine = view.find(params.machine)
      preflight.settle(machine.id)
      return approvals.plan(machines.get(machine.id)!, params.answer, query.code ?? null)
    },
    approve({ body, principal: { who } }) {
      preflight.settle()
      const named = body.machines.map(view.find)
      const checked = machines.list().filter(({ state }) => state === 'checked')
      const meant = body.where === undefined ? [] : rules.select(body.where, checked, body.answer)
      const all = new Map([...named, ...meant].map((machine) => [machine.id, machine]))
      return approvals.approveAll([...all.values()], body, who)
    },
    rules: () => ({ rules: rules.list() }),
    addRule: ({ body, principal: { who } }) => rules.add(body.expression, body.answer, who),
    removeRule: ({ params, principal: { who } }) => ({ removed: rules.remove(params.rule, who) }),
    audit: ({ query }) => ({ entries: audit.list(query.limit ?? 100) }),
    disapprove({ params, principal: { who } }) {
      const machine = view.find(params.machine)
      approvals.disapprove(machine, who)
      return shown(machine.id)
    },
    retry({ params, principal: { who } }) {
      const machine = view.find(params.machine)
      persons.retry(machine, who)
      return shown(machine.id)
    },
    rearm({ params, body, principal: { who } }) {
      const machine = view.find(params.machine)
      persons.rearm(machine, body.serial, who)
      return shown(machine.id)
    },
    rescue({ params, body, principal: { who } }) {
      const machine = view.find(params.machine)
      persons.rescue(machine, body.wanted, who)
      return shown(machine.id)
    },
    adopt({ params, principal: { who } }) {
      const machine = view.find(params.machine)
      persons.adopt(machine, who)
      return shown(machine.id)
    },
    labels({ params, body, principal: { who } }) {
      const machine = view.find(params.machine)
      persons.label(machine, body.set, body.remove, who)
      return shown(machine.id)
    },
    installations: ({ params }) => ({ installations: repository.of(view.find(params.machine).id).map(show) }),
    installationEvents({ params }) {
      return { events: steps.of(installationOf(params.machine, params.installation).id) }
    },
    installationBundle({ params }) {
      const text = repository.bundle(installationOf(params.machine, params.installation).id)
      if (text === undefined)
        throw new VmpError('installation.noBundle', { machine: params.machine, installation: params.installation })
      return { text }
    },
    host({ params }) {
      const found = host.last(view.find(params.machine).id)
      return { host: found?.report ?? null, reportedAt: found?.reportedAt ?? null }
    },
  }
}
