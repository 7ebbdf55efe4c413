import assert from 'node:assert/strict'
import { test } from 'node:test'
import { abilityOf } from '#protocol/abilities.ts'
import type { ToBrowser } from '#protocol/socket.ts'
import type { Connection } from './connection.ts'
import { createTopicRegistry } from './topics.ts'

const ability = (role: 'operator' | 'client') => abilityOf({ id: 'u', role, account: 'a' })

test('[WS7] who may no longer hear a topic leaves it and is told, once', () => {
  const heard: string[] = []
  const channel = {
    join: () => void heard.push('join'),
    leave: () => void heard.push('leave'),
    drained: () => void heard.push('drained'),
  }
  const sent: ToBrowser[] = []
  const reader = {
    open: true,
    topics: new Set(['system']),
    ability: ability('operator'),
    send: (message: ToBrowser) => void sent.push(message),
  }
  const connection = reader as unknown as Connection
  const registry = createTopicRegistry({ system: () => channel })

  registry.join('system', connection, undefined)
  registry.prune(connection)
  assert.deepEqual([heard, sent], [['join'], []], 'an operator may hear it')

  reader.ability = ability('client')
  registry.prune(connection)
  registry.prune(connection)
  registry.drained(connection)
  assert.deepEqual(heard, ['join', 'leave'])
  assert.equal(reader.topics.size, 0)
  assert.equal(sent.length, 1)
  assert.ok(sent[0] && 'error' in sent[0])
  assert.equal(sent[0].error.code, 'forbidden')
})
