import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgentView } from './agent.ts'
import { bytesText, createStatusLine } from './status-line.ts'

const view = (changed: Partial<AgentView>): AgentView => ({
  phase: 'connected',
  fault: null,
  node: 'x',
  status: 'approved',
  resting: null,
  sessions: 0,
  monthBytes: 0,
  ...changed,
})

function on(
  o: { isTTY: boolean; columns?: number },
  run: (line: ReturnType<typeof createStatusLine>) => void,
) {
  let written = ''
  run(createStatusLine({ ...o, write: text => (written += text) }, 'edge:7443'))
  return written
}

test('[NA13] a terminal has one line that is written over, never longer than it is wide', () => {
  const written = on({ isTTY: true, columns: 60 }, line => {
    line.show(view({ phase: 'connecting', status: null }))
    line.show(view({ sessions: 1, monthBytes: 1_234_000 }))
    line.show(view({ sessions: 1, monthBytes: 1_234_000 }))
    line.show(view({ resting: 'not_wifi', sessions: 12, monthBytes: 123_000_000_000 }))
    line.tell('a word')
    line.end()
  })
  assert.deepEqual(written.split(/\r|\n/), [
    '',
    'connecting to edge:7443 · 0 sessions, 0 B this month\u001b[K',
    'connected, approved · 1 session, 1.2 MB this month\u001b[K',
    'connected, resting: not on Wi-Fi · 12 sessions, 123 GB thi…\u001b[K',
    'a word\u001b[K',
    '',
  ])
})

test('[NA13] elsewhere a line is written when the state is another one', () => {
  const written = on({ isTTY: false }, line => {
    line.show(view({ phase: 'connecting', status: null }))
    line.show(view({ status: 'pending' }))
    for (let sessions = 0; sessions < 5; sessions++) line.show(view({ sessions, monthBytes: sessions * 1e6 }))
    line.show(view({ resting: 'battery' }))
    for (let i = 0; i < 3; i++) {
      line.show(view({ phase: 'waiting', status: null, fault: 'the edge hung up' }))
      line.show(view({ phase: 'connecting', status: null, fault: 'the edge hung up' }))
    }
    line.tell('a word')
  })
  assert.deepEqual(written.trim().split('\n'), [
    'connecting to edge:7443',
    'connected, waiting for approval',
    'connected, approved',
    'connected, resting: battery low',
    'waiting to reconnect to edge:7443 (the edge hung up)',
    'a word',
  ])
})

test('[NA13] bytes are in decimal units, as mobile plans have them', () => {
  const texts = [0, 999, 1_000, 9_949, 9_950, 999_499, 999_500, 1.5e9, 2e15].map(bytesText)
  assert.deepEqual(texts, [
    '0 B',
    '999 B',
    '1.0 kB',
    '9.9 kB',
    '10 kB',
    '999 kB',
    '1.0 MB',
    '1.5 GB',
    '2000 TB',
  ])
})
