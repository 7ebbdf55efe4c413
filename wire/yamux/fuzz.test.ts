import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headerBytes, writeHeader } from './frame.ts'
import { MuxError } from './mux-error.ts'
import { createMux } from './mux.ts'
import { createSide, testLimits } from './testing/pair.ts'
import { play, type Story } from './testing/play.ts'
import { createRandom, seeds } from './testing/random.ts'
import { createSlowMux } from './testing/slow-mux.ts'

const fast = { client: createMux, server: createMux }
const slow = { client: createSlowMux, server: createSlowMux }
const mixed = [
  { client: createMux, server: createSlowMux },
  { client: createSlowMux, server: createMux },
]

test('[YX20] random moves in step: the same story as the slow twin tells', () => {
  for (const seed of seeds([], 40))
    naming(seed, () => {
      const o = { resets: true, inStep: true }
      const told = play(seed, slow, o)
      for (const cast of [fast, ...mixed]) assert.deepEqual(play(seed, cast, o), told)
    })
})

test('[YX21] random moves, bytes late and cut anywhere: what one end wrote the other heard, in order', () => {
  for (const seed of seeds([], 60))
    naming(seed, () => {
      for (const cast of [fast, ...mixed])
        for (const resets of [false, true]) whole(play(seed, cast, { resets, inStep: false }))
    })
})

test('[YX22] random frames are refused or borne, and hold no more than the windows', () => {
  for (const seed of seeds([], 200)) naming(seed, () => hostile(seed))
})

/** Each end heard what the other wrote: all of it, or a beginning where the stream was reset. */
function whole(stories: Story[]) {
  for (const { end, heard, told, wasReset } of stories) {
    const [role, id] = end.split(' ')
    const other = stories.find(it => it.end === `${role === 'client' ? 'server' : 'client'} ${id}`)
    const wrote = other?.wrote ?? Buffer.alloc(0)
    assert.ok(heard.equals(wrote.subarray(0, heard.length)), `${end} heard what was not said`)
    if (wasReset) assert.ok(told.at(-1) === 'reset' || told.at(-1) === 'done')
    else {
      assert.equal(heard.length, wrote.length, `${end} did not hear everything`)
      assert.deepEqual(told, ['end', 'done'])
    }
  }
}

function hostile(seed: number) {
  const random = createRandom(seed)
  let held = 0
  const limits = { maxStreams: 20 }
  const side = createSide('server', {
    limits,
    onStream: stream => {
      stream.events = { data: piece => (held += piece.length), end() {}, drain() {}, closed() {} }
      if (random.below(3) === 0) stream.write(Buffer.alloc(random.size(300_000)))
      if (random.below(5) === 0) stream.reset()
    },
  })
  for (let i = 0; i < 5; i++) side.mux.open()
  try {
    for (let step = 0; step < 2_000; step++) {
      const length = random.oneOf([0, 1, random.size(3_000), random.size(300_000), 2 ** 32 - 1])
      const type = random.below(200) === 0 ? random.below(256) : random.oneOf([0, 0, 0, 1, 1, 2])
      const frame = Buffer.alloc(headerBytes + (type === 0 && length < 2 ** 20 ? length : 0))
      writeHeader(frame, 0, type, random.oneOf([0, 0, 1, 1, 2, 4, 8, 12, 65_535]), random.below(60), length)
      for (const piece of random.cut(frame)) side.mux.receive(piece)
    }
  } catch (error) {
    if (!(error instanceof MuxError)) throw error
    side.mux.fail()
  }
  // Every stream that ever was: 60 ids. Nothing was handed on, so none was given a second window.
  assert.ok(held <= 60 * testLimits.windowBytes)
  assert.ok(side.mux.streams <= limits.maxStreams)
}

function naming(seed: number, run: () => void) {
  try {
    run()
  } catch (error) {
    throw new Error(`seed ${seed}: keep it in the list`, { cause: error })
  }
}
