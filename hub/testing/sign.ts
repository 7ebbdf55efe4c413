import type { ProcessSign } from '#protocol/process.ts'

/** A sign of life of some process, for tests in which it does not matter what it says. */
export const sampleSign: ProcessSign = {
  id: 'ledger@test:1',
  kind: 'ledger',
  host: 'test',
  pid: 1,
  region: null,
  version: '0.0.0',
  startedAt: 1,
  at: 0,
  stopping: false,
  lagP99Ms: 1.5,
  lagMaxMs: 2,
  rssBytes: 1,
  heapBytes: 1,
  cpu: 0.1,
  needs: { redis: true },
  live: null,
}
