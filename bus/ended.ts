import { z } from 'zod'
import { SessionRecord } from '#protocol/session-record.ts'
import type { Bus } from './connect.ts'
import { ledgerGroup } from './group.ts'
import { parseJson } from './json.ts'
import { keys } from './names.ts'

// edge --(sessions that have ended)--> stream `sessions:ended` --(group `ledger`)--> ledger --> PostgreSQL, then acknowledged

/** Far more than waits unless no ledger runs for hours. */
const keepEntries = 100_000
const readEntries = 64

export async function addEnded(bus: Bus, records: readonly SessionRecord[]): Promise<void> {
  await bus.run(redis =>
    redis.xadd(keys.endedSessions, 'MAXLEN', '~', keepEntries, '*', 'records', JSON.stringify(records)),
  )
}

export const endedGroup = ledgerGroup(keys.endedSessions, 'records', readEntries)

const Records = z.array(SessionRecord)
/** What can be read of an entry; one that cannot be is empty, and is acknowledged like the others. */
export const endedRecords = (text: string): SessionRecord[] => Records.safeParse(parseJson(text)).data ?? []
