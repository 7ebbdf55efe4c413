import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { failed } from './dialed.ts'
import { raceAddresses } from './happy-eyeballs.ts'

/** A race by a clock that the test moves; `did` tells what happened, with its time. */
function race(t: TestContext, forbidden: readonly string[] = []) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const v6 = Promise.withResolvers<readonly string[]>()
  const v4 = Promise.withResolvers<readonly string[]>()
  const running = new Map<
    string,
    { won(value: string): void; failed(why: ReturnType<typeof failed>): void }
  >()
  const did: string[] = []
  let clock = 0
  const note = (what: string) => did.push(`${clock} ${what}`)
  const raced = raceAddresses<string>({
    found: { v6: v6.promise, v4: v4.promise },
    judge: address => (forbidden.includes(address) ? failed('forbidden', address) : null),
    attempt(address, done) {
      note(address)
      running.set(address, done)
      return { cancel: () => note(`no ${address}`) }
    },
  })
  return {
    did,
    result: raced.result,
    async v6(...addresses: string[]) {
      v6.resolve(addresses)
      await v6.promise
    },
    async v4(...addresses: string[]) {
      v4.resolve(addresses)
      await v4.promise
    },
    wins: (address: string) => running.get(address)!.won(address),
    fails: (address: string, code: Parameters<typeof failed>[0] = 'unreachable') =>
      running.get(address)!.failed(failed(code, address)),
    pass(ms: number) {
      // One by one, so that each is noted at its own time.
      for (let i = 0; i < ms; i++) {
        clock++
        t.mock.timers.tick(1)
      }
    },
  }
}

test('[NA33] IPv6 is first, families take turns, and each attempt has 250 ms before the next begins', async t => {
  const it = race(t)
  await it.v4('4a', '4b')
  await it.v6('6a', '6b')
  it.pass(1_000)
  assert.deepEqual(it.did, ['0 6a', '250 4a', '500 6b', '750 4b'])
  it.wins('6b')
  assert.deepEqual(await it.result, { ok: true, value: '6b' })
  assert.deepEqual(it.did.slice(4).sort(), ['1000 no 4a', '1000 no 4b', '1000 no 6a'])
})

test('[NA33] what fails is followed at once, and the failure that came nearest is told', async t => {
  const it = race(t)
  await it.v6('6a')
  await it.v4('4a', '4b')
  it.pass(10)
  it.fails('6a')
  it.fails('4a', 'refused')
  it.fails('4b', 'timeout')
  assert.deepEqual(it.did, ['0 6a', '10 4a', '10 4b'])
  assert.deepEqual(await it.result, failed('refused', '4a'))
})

test('[NA34] IPv4 waits 50 ms for the answer about IPv6, which joins when it is later', async t => {
  const it = race(t)
  await it.v4('4a', '4b')
  it.pass(100)
  assert.deepEqual(it.did, ['50 4a'])
  await it.v6('6a')
  it.pass(200)
  assert.deepEqual(it.did, ['50 4a', '300 6a'])
  it.wins('6a')
  assert.equal((await it.result).ok, true)
})

test('[NA34] an answer that comes when all others have failed is tried at once', async t => {
  const it = race(t)
  await it.v6('6a')
  it.fails('6a')
  it.pass(400)
  await it.v4('4a')
  assert.deepEqual(it.did, ['0 6a', '400 4a'])
  it.wins('4a')
  assert.deepEqual(await it.result, { ok: true, value: '4a' })
})

test('[NA35] of a name that has good and forbidden addresses only the good ones are tried', async t => {
  const it = race(t, ['6a', '4b'])
  await it.v6('6a')
  await it.v4('4b', '4a')
  assert.deepEqual(it.did, ['0 4a'])
  it.fails('4a', 'refused')
  assert.deepEqual(await it.result, failed('refused', '4a'))
})

test('[NA35] a name that has forbidden addresses only is forbidden', async t => {
  const it = race(t, ['6a', '4a'])
  await it.v4('4a')
  await it.v6('6a')
  assert.deepEqual(it.did, [])
  assert.deepEqual(await it.result, failed('forbidden', '4a'))
})

test('[NA35] a name without any address fails as a name', async t => {
  const it = race(t)
  await it.v6()
  await it.v4()
  assert.equal(((await it.result) as { code: string }).code, 'dns')
})
