import { randomUUID } from 'node:crypto'
import { createClock } from '#bus/clock.ts'
import type { Bus } from '#bus/connect.ts'
import { sayNodes } from '#bus/nodes.ts'
import { createRadarSender } from '#bus/radar-sender.ts'
import { pgp } from '#db/pgp.ts'
import { silentLog } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import type { NodeState } from '#protocol/node.ts'

/** Nodes of 20 countries and 40 providers, as years of business leave them: a seventh waits or was turned away. */
const fill = `
insert into provider (name) select 'Provider ' || n from generate_series(1, 40) n;
insert into node (public_key, provider_id, name, status, policy, agent, country, city, lat, lon, asn, network_name, verdict,
  suspicion, score, battery, charging, network_type, online, seen_at, self_test, self_tested_at)
select 'key ' || n, p.id,
  (array['Pixel 8', 'Galaxy S23', 'Redmi Note 12', 'Moto G84', 'Raspberry Pi 5', 'iPhone 15'])[1 + n % 6] || ' ' || n,
  (array['approved', 'approved', 'approved', 'approved', 'approved', 'pending', 'suspended', 'rejected'])[1 + n * 7 % 8], '{}',
  jsonb_build_object('version', '1.0.0', 'platform', 'android arm64', 'model', 'Pixel 8', 'osVersion', 'Android 15'),
  (array['us', 'de', 'uz', 'kz', 'gb', 'fr', 'tr', 'br', 'in', 'jp', 'id', 'pl', 'es', 'it', 'mx', 'ng', 'za', 'eg', 'vn', 'ph'])[1 + n * 13 % 20],
  'City ' || n * 31 % 900, (n * 7 % 120) - 50, (n * 11 % 340) - 170, 1000 + n * 17 % 400, 'Network ' || n * 17 % 400,
  (array['home', 'home', 'home', 'mobile', 'mobile', 'doubtful', 'hosting', 'unknown', 'vpn'])[1 + n * 5 % 9],
  n * 37 % 101, n * 53 % 101, (n * 29 % 101) / 100.0, n % 3 = 0, (array['wifi', 'cellular', 'ethernet'])[1 + n % 3],
  n <= \${online}, now() - n * interval '13 seconds', 'passed', now()
from generate_series(1, \${nodes}) n
join (select id, row_number() over (order by id) as at from provider) p on p.at = 1 + n % 40;
insert into node_check (node_id, at, verdict, score, tunnel, exit, rtt_ms, bytes_per_second, time_zone, path, self_test, self_tries)
select id, now(),
  jsonb_build_object('kind', verdict, 'suspicion', suspicion, 'unknown', null, 'signals', jsonb_build_array(
    jsonb_build_object('signal', 'pathMtu', 'weight', 20, 'mtu', 1400, 'tunnel', false),
    jsonb_build_object('signal', 'sharedAddress', 'weight', 14, 'nodes', 4, 'address', '87.128.0.5'))),
  jsonb_build_object('points', score, 'cap', null, 'parts', (select jsonb_agg(jsonb_build_object('part', part, 'points', 10, 'of',
    20, 'saw', 0.5)) from unnest(array['verdict', 'stability', 'latency', 'speed', 'success', 'battery']) part)),
  seen, seen, 40, 900000, 'Europe/Berlin', '{"mtu": 1500, "tunnel": false}',
  jsonb_build_object('at', 0, 'result', 'passed'), (select jsonb_agg(jsonb_build_object('range', 'private', 'target',
    '192.168.' || n || '.1:80', 'result', 'refused', 'answer', 'forbidden')) from generate_series(1, 20) n)
from node, lateral (select jsonb_build_object('address', '87.128.0.5', 'country', country, 'city', city, 'lat', lat, 'lon', lon,
  'asn', asn, 'network', network_name, 'networkKind', null, 'range', null, 'why', null) as seen) it`

type Sql = Awaited<ReturnType<ReturnType<typeof pgp<object>>['connect']>>

/** Fills an empty database, and lets one edge tell of those that are connected, and go on as edges do. */
export async function fillNodes(
  url: string,
  bus: Bus,
  { nodes, online }: { nodes: number; online: number },
): Promise<{ online: string[]; stop(): Promise<void> }> {
  const sql = await pgp<object>(url).connect({ direct: true })
  try {
    await sql.multi(fill, { nodes, online })
    // As autovacuum leaves them, when the hub has read what is new.
    for (let tries = 0; tries < 50 && !(await allVisible(sql)); tries++) await sql.none('vacuum analyze node')
    await sql.none('vacuum analyze node_check')
    const rows = await sql.any<
      Pick<NodeState, 'id' | 'status' | 'country' | 'city' | 'lat' | 'lon' | 'score'>
    >('select id, status, country, city, lat, lon, score from node where online')
    const at = Date.now()
    await sayNodes(
      bus,
      'edge-1',
      rows.map(row => ({
        ...{ ...row, edge: 'edge-1', online: true, since: at, at, asn: 3320, network: null, verdict: null },
        battery: { level: 0.5, charging: false, temperature: 30 },
      })),
    )
    const log = silentLog()
    const clock = createClock(bus, log)
    const radar = createRadarSender(bus, { edge: 'edge-1', epoch: randomUUID(), clock })
    const stopBeats = every(
      1_000,
      () => {
        radar.take()
        void radar.say().catch(() => {})
      },
      { log, unref: true },
    )
    return {
      online: rows.map(row => row.id),
      async stop() {
        await stopBeats()
        await clock.stop()
      },
    }
  } finally {
    await sql.done()
  }
}

async function allVisible(sql: Sql): Promise<boolean> {
  const { share } = await sql.one<{ share: number }>(
    "select (relallvisible / greatest(1, relpages)::real)::real as share from pg_class where relname = 'node'",
  )
  return share > 0.99
}
