import { z } from 'zod'
import type { ErrorCode } from '#protocol/errors.ts'
import { Refusal } from '#protocol/errors.ts'
import { Limits } from '#protocol/limits.ts'
import { type Command, commands, FromBrowser } from '#protocol/socket.ts'
import { acceptedTopics, mayHear, type ParsedTopic, parseTopic } from '#protocol/topics.ts'
import type { Db } from '#db/connect.ts'
import type { Guard } from '../http/guard.ts'
import type { Principals } from '../door/principals.ts'
import type { Connection } from './connection.ts'
import type { TopicRegistry } from './topics.ts'

type Deps = { registry: TopicRegistry; principals: Principals; logins: Db['logins']; guard: Guard }
/** `after` happens when the answer is out. */
type Answer = { ok: Record<string, unknown>; after?: () => void }
type Of<C extends Command> = Extract<FromBrowser, { do: C }>
/** Who may say it: anybody with an open socket, or whoever holds the ability of the topic that is named. */
type Entry<C extends Command> = {
  can: 'connected' | 'topic'
  run(connection: Connection, command: Of<C>, topic: ParsedTopic | null): Answer | Promise<Answer>
}

export function createCommands({ registry, principals, logins, guard }: Deps) {
  const table: { [C in Command]: Entry<C> } = {
    ping: { can: 'connected', run: () => ({ ok: { at: Date.now() } }) },

    subscribe: {
      can: 'topic',
      async run(connection, { since }, parsed) {
        const { topic } = parsed!
        if (!connection.topics.has(topic) && connection.topics.size >= Limits.wsSubscriptions) {
          throw new Refusal('too_many_subscriptions')
        }
        const { ok, deliver } = await registry.join(parsed!, connection, since)
        return { ok: { topic, ...ok }, after: deliver }
      },
    },

    unsubscribe: {
      can: 'connected',
      run(connection, command) {
        const topic = parseTopic(command.topic)?.topic ?? command.topic
        registry.leave(topic, connection)
        return { ok: { topic } }
      },
    },

    'auth.renew': {
      can: 'connected',
      async run(connection, { token }) {
        // A browser's cookie cannot be read on an open socket. Its session tells when the newest one was made, and
        // that is how long the socket may live: an old token alone, however it was brought, renews nothing.
        if (token === undefined) {
          if (connection.via === 'bearer') {
            throw new Refusal('bad_request', {
              message: 'token: is missing; a program renews with a new one',
            })
          }
          const session = (await logins.listOf(connection.me.id)).find(l => l.id === connection.session)
          if (!session) throw new Refusal('unauthenticated')
          const refreshedAt = session.expiresAt.getTime() - Limits.refreshTokenMs
          connection.renewUntil(Math.max(connection.tokenExpiresAt, refreshedAt + Limits.accessTokenMs))
        } else {
          const who = await principals.of(token)
          if (!who || who.session !== connection.session) throw new Refusal('unauthenticated')
          connection.renewUntil(who.tokenExpiresAt)
        }
        return { ok: { expiresAt: connection.tokenExpiresAt } }
      },
    },
  }

  function admit(
    entry: { can: 'connected' | 'topic' },
    connection: Connection,
    command: FromBrowser,
  ): ParsedTopic | null {
    if (entry.can === 'connected') return null
    const topic = 'topic' in command ? parseTopic(command.topic) : null
    if (!topic)
      throw new Refusal('unknown_topic', { message: `There is no such topic; accepted: ${acceptedTopics}.` })
    if (!mayHear(connection.ability, topic)) throw new Refusal('forbidden')
    return topic
  }

  return {
    /** One frame of a browser; every command is answered, whatever becomes of it. */
    async take(connection: Connection, text: string): Promise<void> {
      const rate = connection.commands.take()
      if (rate === 'flood') return connection.bye('flood', 60_000)
      const { command, id, fault } = decode(text)
      if (rate === 'wait') {
        const wait = Math.ceil(connection.commands.waitMs / 1_000)
        return connection.refuse(
          id,
          'too_many',
          `at most ${Limits.wsCommandsAMinute} commands a minute; wait ${wait} s`,
        )
      }
      if (!command) return connection.refuse(id, fault.code, fault.message)
      try {
        const entry = table[command.do]
        const topic = admit(entry, connection, command)
        const { ok, after } = await entry.run(connection, command as never, topic)
        connection.send({ re: command.id, ok })
        after?.()
      } catch (error) {
        const refusal = guard.refusalOf(error, `ws ${command.do}`)
        connection.refuse(command.id, refusal.code, refusal.message)
      }
    },
  }
}

type Decoded =
  | { command: FromBrowser; id: number; fault: null }
  | { command: null; id: number | null; fault: { code: ErrorCode; message: string } }

const Head = z.object({ id: z.int().nonnegative(), do: z.string() })

/** The only JSON.parse of this socket. */
function decode(text: string): Decoded {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    return { command: null, id: null, fault: { code: 'bad_json', message: 'The frame is not JSON.' } }
  }
  const head = Head.safeParse(raw)
  const id = head.success ? head.data.id : null
  if (head.success && !(commands as readonly string[]).includes(head.data.do)) {
    const message = `There is no such command; accepted: ${commands.join(', ')}.`
    return { command: null, id, fault: { code: 'unknown_command', message } }
  }
  const parsed = FromBrowser.safeParse(raw)
  if (parsed.success) return { command: parsed.data, id: parsed.data.id, fault: null }
  const message = parsed.error.issues.map(i => `${i.path.join('.') || 'frame'}: ${i.message}`).join('; ')
  return { command: null, id, fault: { code: 'bad_request', message } }
}
