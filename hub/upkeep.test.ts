import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '#db/testing/until.ts'
import { silentLog } from '#kit/log.ts'
import { startUpkeep } from './upkeep.ts'

test('[HP10] sweeping begins soon after the start, once PostgreSQL is there, and goes on until nothing is left', async () => {
  let pile = 7
  let sweeps = 0
  const nothing = {
    ...{ sessions: 0, tokens: 0, challenges: 0, unconfirmed: 0 },
    ...{ states: 0, visits: 0, verdicts: 0, consentLinks: 0 },
  }
  const upkeep = {
    async cleanup({ max = 0 }: { max?: number } = {}) {
      sweeps++
      const links = Math.min(max, pile)
      pile -= links
      return { ...nothing, links }
    },
  }
  let up = false
  let looks = 0
  const db = {
    get up() {
      looks++
      return up
    },
    upkeep,
  }
  const stop = startUpkeep(db, silentLog(), { lookMs: 1, restMs: 3_600_000, max: 2 })
  await until('it has looked for PostgreSQL', () => looks >= 2)
  assert.equal(sweeps, 0)
  up = true
  await until('nothing is left', () => pile === 0)
  const seen = looks
  await until('it has looked again', () => looks > seen + 1)
  await stop()
  assert.equal(sweeps, 4, 'then it rests')
})
