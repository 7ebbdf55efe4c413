import type { Consent as ConsentRow, Provider as ProviderRow } from '#db/repositories/providers.ts'
import { Refusal } from '#protocol/errors.ts'
import type { Consent, Provider } from '#protocol/rest/providers.ts'
import type { Keeper } from '../directory/keeper.ts'
import { by } from '../door/by.ts'
import type { DoorDeps } from '../door/deps.ts'
import { countFailure } from '../door/limits.ts'
import type { Who } from '../door/principals.ts'
import { hashSecret } from '../door/tokens.ts'
import type { Handlers } from '../http/routes.ts'
import { letter } from '../mail/letters.ts'
import { consentTexts, consentVersion } from '../providers/consent-text.ts'

type Routes = Pick<
  Handlers,
  | 'listProviders'
  | 'getProvider'
  | 'createProvider'
  | 'updateProvider'
  | 'stopProvider'
  | 'startProvider'
  | 'recordConsent'
  | 'inviteConsent'
  | 'readConsent'
  | 'giveConsent'
>

export function providerRoutes(deps: DoorDeps & { keeper: Keeper }): Routes {
  const { db, keeper, tokens, mailer, publicUrl, limits } = deps

  async function rowOf(id: string): Promise<ProviderRow> {
    const provider = await db.providers.byId(id)
    if (!provider) throw new Refusal('not_found')
    return provider
  }
  const target = ({ id, name }: ProviderRow) => ({ kind: 'provider', id, label: name })

  /** The switch: in one transaction with what its nodes' edges will read. */
  async function turn(id: string, stop: boolean, reason: string, who: Who, address: string) {
    const before = await rowOf(id)
    await db.tx(async repos => {
      // It stands that way already: nothing has happened that the log should tell of.
      if (!(await repos.providers.switch(id, stop ? who.me.email : null, reason))) return
      await repos.nodes.touch(id)
      await repos.audit.write({
        ...by(who.me, address),
        action: stop ? 'provider.stopped' : 'provider.started',
        target: target(before),
        detail: { reason, nodes: before.nodes },
      })
    })
    await keeper.changed()
    return { provider: shown(await rowOf(id)) }
  }

  async function providerBehind(token: string, address: string) {
    const hash = hashSecret(token)
    const found = await db.providers.byLink(hash)
    if (found) return found
    await countFailure(limits, address)
    throw new Refusal('bad_link')
  }

  return {
    async listProviders({ query }) {
      const { stopped, ...rest } = query
      const page = await db.providers.list({
        ...rest,
        stopped: stopped === undefined ? undefined : stopped === 'true',
      })
      return { items: page.items.map(shown), next: page.next }
    },
    async getProvider({ params }) {
      const provider = await rowOf(params.id)
      return {
        provider: shown(provider),
        consents: (await db.providers.consents(params.id)).map(consentShown),
      }
    },
    async createProvider({ body }, { who, address }) {
      const provider = await db.tx(async repos => {
        const created = await repos.providers.create(body)
        await repos.audit.write({
          ...by(who.me, address),
          action: 'provider.created',
          target: target(created),
        })
        return created
      })
      return { provider: shown(provider) }
    },
    async updateProvider({ params, body }, { who, address }) {
      const before = await rowOf(params.id)
      await db.tx(async repos => {
        await repos.providers.update(params.id, body)
        if (body.policy || body.inherit) await repos.nodes.touch(params.id)
        const action = 'provider.changed'
        await repos.audit.write({ ...by(who.me, address), action, target: target(before), detail: body })
      })
      await keeper.changed()
      return { provider: shown(await rowOf(params.id)) }
    },
    stopProvider: ({ params, body }, { who, address }) => turn(params.id, true, body.reason, who, address),
    startProvider: ({ params, body }, { who, address }) => turn(params.id, false, body.reason, who, address),

    async recordConsent({ params, body }, { who, address }) {
      const provider = await rowOf(params.id)
      const { version, note } = body
      const at = body.at === undefined ? null : new Date(body.at)
      if (at && at.getTime() > Date.now())
        throw new Refusal('bad_request', { fields: { at: 'a time that has passed' } })
      await db.tx(async repos => {
        await repos.providers.addConsent(params.id, {
          ...{ version, at, note, words: null, address: null, by: who.me.email },
        })
        await repos.audit.write({
          ...by(who.me, address),
          action: 'provider.consent_recorded',
          target: target(provider),
          detail: body,
        })
      })
      return { provider: shown(await rowOf(params.id)) }
    },
    async inviteConsent({ params, body }, { who, address }) {
      const provider = await rowOf(params.id)
      const { plain, hash } = tokens.secret()
      const expiresAt = await db.tx(async repos => {
        const until = await repos.providers.makeLink(params.id, hash, body.days)
        await repos.audit.write({
          ...by(who.me, address),
          action: 'provider.consent_asked',
          target: target(provider),
          detail: { days: body.days, mailed: provider.email !== null },
        })
        return until!
      })
      const link = new URL(`/consent?token=${plain}`, publicUrl).href
      if (provider.email !== null)
        mailer.post(provider.email, letter('consent', who.me.locale, { name: provider.name, link }))
      return { url: link, expiresAt: expiresAt.toISOString(), mailed: provider.email !== null }
    },

    async readConsent({ body }, { address }) {
      const { name, given } = await providerBehind(body.token, address)
      return {
        provider: name,
        version: consentVersion,
        text: consentTexts[body.locale],
        given: given && { version: given.version, at: given.at.toISOString() },
      }
    },
    async giveConsent({ body }, { address }) {
      const { id, name } = await providerBehind(body.token, address)
      // Whoever read older words has not agreed to these.
      if (body.version !== consentVersion)
        throw new Refusal('conflict', {
          fields: { version: `the text is ${consentVersion} now: read it again` },
        })
      const given = await db.tx(async repos => {
        const words = consentTexts[body.locale]
        const done = await repos.providers.addConsent(id, {
          ...{ version: consentVersion, words, at: null, address, by: null, note: '' },
        })
        if (!done?.made) return done!
        await repos.audit.write({
          ...{ actor: null, address, action: 'provider.consented' },
          target: { kind: 'provider', id, label: name },
          detail: { version: consentVersion, locale: body.locale },
        })
        return done
      })
      return { given: { version: given.version, at: given.at.toISOString() } }
    },
  }
}

const consentShown = (it: ConsentRow): Consent => ({ ...it, at: it.at.toISOString() })
const shown = ({ createdAt, consent, stopped, ...rest }: ProviderRow): Provider => ({
  ...rest,
  createdAt: createdAt.toISOString(),
  consent: consent && consentShown(consent),
  stopped: stopped && { ...stopped, at: stopped.at.toISOString() },
})
