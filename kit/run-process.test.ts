import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { spawnMain } from './testing/spawn-main.ts'

const life = (how: string, ipc = false) =>
  spawnMain(join(import.meta.dirname, 'testing/life.ts'), { args: [how], ipc })

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  test(`[KT4] ${signal} stops the parts and exits 0`, async () => {
    const main = life('well')
    await main.said('started')
    main.child.kill(signal)
    const { code, stdout } = await main.ended
    assert.equal(code, 0)
    assert.match(stdout, /part stops/)
  })

test('[KT4] a parent that goes away stops the parts and exits 0', async () => {
  const main = life('well', true)
  await main.said('started')
  main.child.disconnect()
  const { code, stdout } = await main.ended
  assert.equal(code, 0)
  assert.match(stdout, /part stops/)
})

for (const how of ['throws', 'rejects'])
  test(`[KT4] a process that ${how} unseen logs it, stops its parts and exits 1`, async () => {
    const { code, stdout } = await life(how).ended
    assert.equal(code, 1)
    assert.match(stdout, /"level":"fatal"/)
    assert.match(stdout, /part stops/)
  })

test('[KT4] a missed deadline exits 1 and names the part', async () => {
  const main = life('stuck-soon')
  await main.said('started')
  main.child.kill('SIGTERM')
  const { code, stdout } = await main.ended
  assert.equal(code, 1)
  assert.match(stdout, /"part":"part".*not stopped in time/)
})

test('[KT4] the same signal a second time exits at once', async () => {
  const main = life('stuck')
  await main.said('started')
  main.child.kill('SIGTERM')
  await main.said('part stops')
  main.child.kill('SIGTERM')
  assert.equal((await main.ended).code, 1)
})

test('[KT4] Ctrl-C followed by the launcher’s SIGTERM is one wish, not two', async () => {
  const main = life('until-input-ends')
  await main.said('started')
  main.child.kill('SIGINT')
  await main.said('part stops')
  main.child.kill('SIGTERM')
  await main.said('saw SIGTERM')
  main.child.stdin?.end()
  assert.equal((await main.ended).code, 0)
})

test('[KT4] what a person can put right at the start is one line on stderr, exit 1', async () => {
  const { code, stderr } = await life('cannot-start').ended
  assert.equal(code, 1)
  assert.equal(stderr, 'LIFE_PORT is in use\n')
})

test('[KT4] a start that fails by a fault of ours is logged with its stack, exit 1', async () => {
  const { code, stdout } = await life('broken-start').ended
  assert.equal(code, 1)
  assert.match(stdout, /"level":"fatal".*a fault of ours/)
})
