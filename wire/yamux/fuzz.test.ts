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
  let borne = 0
  for (const seed of seeds([], 100)) naming(seed, () => (borne += hostile(seed)))
  assert.ok(borne > 5_000, 'they go deep enough')
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

/** A peer that mostly keeps the rules, and sometimes does not. Returns how many frames were borne. */
function hostile(seed: number): number {
  const random = createRandom(seed)
  const held = new Map<number, number>()
  const limits = { maxStreams: 20 }
  const side = createSide('server', {
    limits,
    queueBytes: random.oneOf([1, 10_000, Infinity]),
    onStream(stream) {
      stream.events = {
        data(piece) {
          held.set(stream.id, (held.get(stream.id) ?? 0) + piece.length)
          if (random.below(50) === 0) stream.reset()
        },
        end: () => random.below(2) && stream.end(),
        drain() {},
        closed: () => held.delete(stream.id),
      }
      stream.write(Buffer.alloc(random.size(300_000)))
      if (random.below(5) === 0) stream.reset()
    },
  })
  /** What a stream that it believes to be open may still send. */
  const windows = new Map<number, number>()
  let nextId = 1
  let frames = 0
  try {
    for (; frames < 2_000; frames++) {
      if (random.below(20) === 0) side.mux.open()
      if (random.below(20) === 0) side.out.length = 0
      if (random.below(20) === 0) side.mux.drained()
      let [type, flags] = [random.oneOf([0, 0, 0, 1, 1, 2, 3]), random.oneOf([0, 0, 0, 0, 1, 2, 4, 8])]
      let id = random.oneOf([...windows.keys()])
      let length = random.size(20_000)
      if (type < 2 && (flags === 1 || id === undefined)) {
        flags = 1
        id = nextId
        nextId += 2
        windows.set(id, testLimits.windowBytes)
      }
      if (type === 0) {
        const left = windows.get(id)!
        length = Math.min(length, left)
        windows.set(id, left - length)
      }
      if (type < 2 && flags >= 4) windows.delete(id)
      if (random.below(500) === 0) type = random.below(256)
      if (random.below(500) === 0) flags = random.below(65_536)
      if (random.below(500) === 0) length = random.oneOf([300_000, 2 ** 32 - 1])
      if (random.below(500) === 0) id = random.below(nextId * 2)
      const frame = Buffer.alloc(headerBytes + (type === 0 && length < 2 ** 20 ? length : 0))
      writeHeader(frame, 0, type, flags, id, length)
      for (const piece of random.cut(frame)) side.mux.receive(piece)
      // Nothing is handed on, so nobody is given a second window.
      for (const bytes of held.values()) assert.ok(bytes <= testLimits.windowBytes)
      assert.ok(side.mux.streams <= limits.maxStreams)
    }
  } catch (error) {
    if (!(error instanceof MuxError)) throw error
    side.mux.fail()
    assert.equal(side.mux.streams, 0)
  }
  return frames
}

function naming(seed: number, run: () => void) {
  try {
    run()
  } catch (error) {
    throw new Error(`seed ${seed}: keep it in the list`, { cause: error })
  }
}
