import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import type { TestContext } from 'node:test'
import { createLog, silentLog } from '#kit/log.ts'
import type { UsageBatch } from '#protocol/usage.ts'
import type { Session } from '../../sessions/session.ts'
import type { Facts } from '../spool-file.ts'
import { openSpool, type Spool } from '../spool.ts'

export const edge = 'edge-t'

export const factsOf = (n: number): Facts => [
  ...([n, randomUUID(), randomUUID(), randomUUID(), randomUUID(), randomUUID()] as const),
  n % 2 ? 'us' : null,
]

let made = 0
/** What the meter asks of a session, and no more. */
export function fakeSession(): Session {
  const n = ++made
  const [, id, account, user, node, provider, country] = factsOf(n)
  return {
    ...{ n, id, user: { account, id: user }, node: { id: node, entry: { provider, place: { country } } } },
    ...{ unmeteredUp: 0, unmeteredDown: 0 },
  } as unknown as Session
}

export async function tempFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'test-spool-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

let born = 1_800_000_000_000
/** Another life of the edge. */
export const lifeOf = (folder: string, more: Partial<Parameters<typeof openSpool>[0]> = {}) =>
  openSpool({
    ...{ folder, edge, epoch: randomUUID(), bornAt: ++born, maxBytes: 1e9, log: silentLog(), ...more },
  })

/** Where there is something, and what is aside. */
export async function filesOf(folder: string): Promise<{ files: string[]; aside: string[] }> {
  const all = await readdir(join(folder, 'usage'))
  return {
    files: all.filter(it => it !== 'aside').sort(),
    aside: (await readdir(join(folder, 'usage', 'aside'))).sort(),
  }
}

/** All that can be read, in order; it stays where it is. */
export async function readAll(spool: Spool): Promise<UsageBatch[]> {
  const batches: UsageBatch[] = []
  for (const it of spool.waiting.slice()) {
    const batch = await spool.read(it)
    if (batch) batches.push(batch)
  }
  return batches
}

/** Bytes by session. */
export function bytesOf(batches: readonly UsageBatch[]): Record<string, [up: number, down: number]> {
  const sums: Record<string, [number, number]> = {}
  for (const { sessions, minutes } of batches)
    for (const { rows } of minutes)
      for (let i = 0; i < rows.length; i += 3) {
        const sum = (sums[sessions[rows[i]!]!.id] ??= [0, 0])
        sum[0] += rows[i + 1]!
        sum[1] += rows[i + 2]!
      }
  return sums
}

/** A log, and the messages of its errors. */
export function heardLog() {
  const errors: string[] = []
  const said = new PassThrough()
  said.on('data', (chunk: Buffer) => {
    for (const line of String(chunk).split('\n').filter(Boolean))
      errors.push((JSON.parse(line) as { msg: string }).msg)
  })
  return { log: createLog({ name: 'test', level: 'error' }, said), errors }
}
