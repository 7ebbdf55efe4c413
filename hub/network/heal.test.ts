import assert from 'node:assert/strict'
import { test } from 'node:test'
import { channels, keys } from '#bus/names.ts'
import { becomes } from '#bus/testing/becomes.ts'
import { eventually } from '#bus/testing/eventually.ts'
import { Limits } from '#protocol/limits.ts'
import { scene, shows } from './testing/scene.ts'
import { shown } from './testing/shown.ts'

test('[NW4] a message that was lost on its way is read from the window', async t => {
  const s = await scene(t)
  let deaf = false
  const [hearing, losing] = [
    await s.hub(),
    await s.hub({ deaf: channel => deaf && channel === channels.radar }),
  ]
  const edge = await s.edge('one')
  const ids = { accounts: s.accounts, nodes: edge.nodes }
  for (let i = 0; i < 40; i++) {
    s.pass()
    deaf = i % 10 === 5 || i === 12 || i === 13
    await edge.second()
    // What is said after it tells that one was lost; it must have arrived, or not, by then.
    await shows(hearing.network, () =>
      assert.equal(hearing.network.sessions.snapshot().sessions.length, edge.open()),
    )
  }
  deaf = false
  s.pass()
  await edge.second()
  await shows(losing.network, () => {
    hearing.tick()
    assert.deepEqual(shown(losing, ids).accounts, shown(hearing, ids).accounts)
    assert.deepEqual(shown(losing, ids).sessions, shown(hearing, ids).sessions)
  })
  assert.notEqual(losing.network.wholeSince, null)
})

test('[NW4] what was said of a node and lost on its way is read within a minute', async t => {
  const s = await scene(t)
  const { network } = await s.hub({ deaf: channel => channel === channels.nodes })
  const edge = await s.edge('one')
  s.pass()
  await edge.second()
  await shows(network, () => assert.equal(network.sessions.snapshot().open, edge.open()))
  assert.equal(network.nodes.snapshot().nodes.n.length, 0)
  for (let i = 0; i < 60; i++) {
    s.pass()
    await edge.second()
  }
  await shows(network, () =>
    assert.deepEqual(network.nodes.snapshot().nodes.id.toSorted(), edge.nodes.toSorted()),
  )
})

test('[NW5] what is in the window no more is lost: it is said since when nothing is missing, and no ghost stays', async t => {
  const s = await scene(t)
  let deaf = false
  const hub = await s.hub({ deaf: channel => deaf && channel === channels.radar })
  const edge = await s.edge('one', { churn: 0.5, busy: 1 })
  s.pass()
  await edge.second()
  await shows(hub.network, () => assert.equal(hub.network.sessions.snapshot().open, edge.open()))
  const before = hub.network.wholeSince!

  deaf = true
  s.pass()
  await edge.second() // half of the sessions end in it, and others open
  const lost = Math.floor(s.clock.ms / 1_000) - 1
  const [last] = await s.speaker.run(redis => redis.xrevrange(keys.radarWindow, '+', '-', 'COUNT', 1))
  await s.speaker.run(redis => redis.xdel(keys.radarWindow, last![0]))
  deaf = false
  s.pass()
  await edge.second()
  await shows(hub.network, () => assert.ok(hub.network.wholeSince! > before))
  for (let i = 0; i < Limits.radarFactsMs / 1_000 + 10; i++) {
    s.pass()
    await edge.second()
  }
  await shows(hub.network, () => {
    assert.equal(hub.network.sessions.snapshot().open, edge.open())
    for (const id of s.accounts) {
      const { flow, open } = hub.network.account(id).snapshot()
      assert.equal(open, edge.open(id))
      // Those that opened in it were told of later, and so was for whom they had carried.
      const said = (second: number) => (second === lost ? 0 : edge.bytes.accounts.in(id, second).up)
      assert.deepEqual(
        flow.up,
        flow.up.map((_, i) => said(flow.second + i)),
      )
    }
  })
})

test('[NW6] an edge that is silent is gone with its sessions and nodes, as of the second in which that was sure', async t => {
  const s = await scene(t)
  const hub = await s.hub()
  const { network } = hub
  const [one, two] = [await s.edge('one'), await s.edge('two')]
  const say = () => Promise.all([one.second(), two.second()])
  const account = network.account(s.accounts[0]!)
  const node = network.node(one.nodes[0]!)
  for (let i = 0; i < 5; i++) {
    s.pass()
    await say()
  }
  await shows(network, () => {
    assert.equal(network.sessions.snapshot().open, one.open() + two.open())
    assert.equal(node.snapshot().node?.online, true)
  })
  const lastHeard = Math.floor(s.clock.ms / 1_000) - 1
  for (let i = 0; i < 11; i++) {
    s.pass()
    await two.second()
    hub.tick()
  }
  await shows(network, () => assert.equal(network.sessions.snapshot().open, two.open()))
  const { flow, open, sessions } = account.snapshot()
  assert.equal(open, two.open(s.accounts[0]))
  assert.deepEqual([...new Set(sessions.map(it => it.edge))], ['two'])
  const end = lastHeard + Limits.edgeSilentMs / 1_000
  const [before, after] = [end - 1, end].map(second => flow.open[second - flow.second]!)
  assert.equal(before! - after!, one.open(s.accounts[0]))
  assert.equal(node.snapshot().node?.online, false)
  assert.equal(node.snapshot().node?.since, end * 1_000)

  await t.test('[NW6] and what it tells of when it is back counts from then on', async () => {
    const late = await s.hub()
    s.pass()
    await say()
    await shows(network, () => {
      assert.equal(network.sessions.snapshot().open, two.open())
      assert.equal(node.snapshot().node?.online, true)
    })
    for (let i = 0; i < Limits.radarFactsMs / 1_000; i++) {
      s.pass()
      await say()
    }
    await shows(network, () => assert.equal(network.sessions.snapshot().open, one.open() + two.open()))
    late.tick()
    hub.tick()
    const ids = { accounts: s.accounts, nodes: [...one.nodes, ...two.nodes] }
    await shows(late.network, () => assert.deepEqual(shown(late, ids), shown(hub, ids)))
  })
})

test('[NW6] an edge that was only late has never been away', async t => {
  const s = await scene(t)
  let deaf = false
  const [hearing, late] = [
    await s.hub(),
    await s.hub({ deaf: channel => deaf && channel === channels.radar }),
  ]
  const edge = await s.edge('one')
  const ids = { accounts: s.accounts, nodes: edge.nodes }
  s.pass()
  await edge.second()
  await shows(late.network, () => assert.equal(late.network.sessions.snapshot().open, edge.open()))
  deaf = true
  for (let i = 0; i < 15; i++) {
    s.pass()
    await edge.second()
  }
  await shows(late.network, () => assert.equal(late.network.sessions.snapshot().open, 0))
  deaf = false
  s.pass()
  await edge.second()
  await shows(late.network, () => {
    hearing.tick()
    assert.equal(late.network.sessions.snapshot().open, edge.open())
    assert.deepEqual(shown(late, ids), shown(hearing, ids))
  })
})

test('[NW7] a new life of an edge ends the sessions of the one before', async t => {
  const s = await scene(t)
  const { network } = await s.hub()
  const first = await s.edge('one')
  s.pass()
  await first.second()
  await shows(network, () => assert.equal(network.sessions.snapshot().open, first.open()))
  const old = new Set(network.sessions.snapshot().sessions.map(it => it.id))

  const second = await s.edge('one', { sessionsPerAccount: 1, nodes: first.nodes })
  s.pass()
  await second.second()
  await shows(network, () => assert.equal(network.sessions.snapshot().open, second.open()))
  assert.ok(network.sessions.snapshot().sessions.every(it => !old.has(it.id)))
  // What the old one still says, from wherever it was held up, is of no use.
  await first.second()
  s.pass()
  await second.second()
  await shows(network, () => {
    const { sessions, open } = network.sessions.snapshot()
    assert.equal(open, second.open())
    assert.ok(sessions.every(it => !old.has(it.id)))
    assert.equal(network.account(s.accounts[0]!).snapshot().flow.open.at(-1), 1)
  })
})

test('[NW8] Redis is killed and comes back empty under load: nothing is lost, and what follows is right', async t => {
  const s = await scene(t)
  const hub = await s.hub()
  const { network } = hub
  const edges = [await s.edge('one'), await s.edge('two')]
  const ids = { accounts: s.accounts, nodes: edges.flatMap(it => it.nodes) }
  const seconds = async (count: number, said: boolean) => {
    for (let i = 0; i < count; i++) {
      s.pass()
      for (const edge of edges) assert.equal(await edge.second(), said)
      hub.tick()
    }
  }
  await seconds(30, true)
  const whole = () =>
    shows(network, () => {
      assert.notEqual(network.wholeSince, null)
      for (const id of s.accounts) {
        const { flow, open } = network.account(id).snapshot()
        const sum = (second: number) =>
          edges.reduce((up, edge) => up + edge.bytes.accounts.in(id, second).up, 0)
        assert.deepEqual(
          flow.up,
          flow.up.map((_, i) => sum(flow.second + i)),
        )
        assert.equal(
          open,
          edges.reduce((n, edge) => n + edge.open(id), 0),
        )
      }
    })
  await whole()
  const { wholeSince } = network

  await s.redis.kill()
  await becomes(s.speaker, false)
  await becomes(hub.bus, false)
  await seconds(20, false)
  assert.equal(network.wholeSince, null, 'it hears nothing and says so')
  assert.ok(network.sessions.snapshot().open > 0, 'it keeps what it knew')
  assert.ok(network.node(edges[0]!.nodes[0]!).snapshot().node?.online, 'and takes nobody for silent')
  await s.redis.restart()
  await becomes(s.speaker, true)
  await becomes(hub.bus, true)
  await shows(network, () => assert.notEqual(network.wholeSince, null))
  assert.ok(network.sessions.snapshot().open > 0, 'the edges have a moment to find Redis, too')
  await seconds(5, true)
  await whole()
  assert.equal(network.wholeSince, wholeSince, 'nothing is missing')

  // What was kept in Redis for others is there again: everything is told of in full by now.
  const late = await s.hub()
  late.tick()
  await eventually(async () => {
    hub.tick()
    assert.equal(late.network.sessions.snapshot().open, network.sessions.snapshot().open)
    const [a, b] = [shown(late, ids), shown(hub, ids)]
    assert.deepEqual(a.sessions, b.sessions)
    assert.deepEqual(a.nodes, b.nodes)
  })
})
