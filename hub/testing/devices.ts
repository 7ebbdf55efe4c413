import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readDirectory } from '#bus/directory.ts'
import { askEnroll, codeHash, hearEnrolled } from '#bus/enrolling.ts'
import { eventually } from '#bus/testing/eventually.ts'
import type { EnrollAnswer, EntryOf } from '#protocol/directory.ts'
import type { TestHub } from './hub.ts'

const agent = { version: '1', platform: 'linux', model: 'Pixel 6a', osVersion: null }

/** Devices that ask to be taken in, as an edge asks for them, and what edges are told of them. */
export async function createDevices(hub: TestHub) {
  const answers = new Map<string, EnrollAnswer>()
  await hearEnrolled(hub.bus, it => answers.set(it.ask, it))

  return {
    /** What edges know of a node. */
    async entry(id: string): Promise<EntryOf<'node'> | undefined> {
      for await (const entries of readDirectory(hub.bus, 'node')) {
        const found = entries.find(it => it.id === id)
        if (found) return found as EntryOf<'node'>
      }
      return undefined
    },
    async ask(code: string, publicKey: string = randomUUID()): Promise<EnrollAnswer> {
      const id = randomUUID()
      const asked = { ask: id, edge: 'one', code: codeHash(code), publicKey, agent, address: '192.0.2.1' }
      await askEnroll(hub.bus, asked)
      await eventually(async () => assert.ok(answers.has(id)))
      return answers.get(id)!
    },
    async code(more: object = {}): Promise<{ code: string; id: string; provider: string }> {
      const admin = await hub.signedIn('admin')
      const provider = (await admin.post('/api/providers', { name: 'Somebody' })).body.provider.id as string
      const { body } = await admin.post('/api/enrollments', { provider, maxUses: 2, ...more })
      return { code: body.code, id: body.enrollment.id, provider }
    },
  }
}
