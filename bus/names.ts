/** Every name in Redis, in one place. A `{part}` is a Cluster hash tag: keys that share it live on one node. */
export const channels = {
  /** `Control` of protocol/control.ts: act at once. */
  control: 'control',
  /** `ProcessSign` of protocol/process.ts: each process, once a second. */
  processes: 'processes',
  /** `RadarHeard` of bus/radar.ts: what an edge carried in a second. */
  radar: 'radar',
  /** `NodesSaid` of protocol/node.ts: nodes that came, went or changed. */
  nodes: 'nodes',
  /** `DirectorySaid` of bus/directory.ts: what an edge must know, as it changes. */
  directory: 'directory',
  /** `EnrollAsk` and `EnrollAnswer` of protocol/directory.ts. */
  enroll: 'enroll',
  enrolled: 'enrolled',
  /** An entry of bus/log.ts: each event of a reliable topic. */
  live: (topic: string) => `live:${topic}`,
} as const

const slotOwners = (name: string) => `{slots:${name}}/owners`

export const keys = {
  /** hash, process id -> its last `ProcessSign` */
  processes: 'processes',
  /** stream of `RadarBatch`, field `batch`: the last `Limits.radarWindowMs` of all edges */
  radarWindow: 'radar:window',
  /** sorted set, node id -> when it was told of */
  nodesKnown: 'nodes:known',
  /** hash: `state`, the last `NodeState` of the node, and `at`, when that was said */
  node: (id: string) => `node:${id}`,
  /** hash, id -> `<revision> <DirectoryEntry>`. Tagged, so that one script can put, number and tell. */
  directory: (kind: string) => `{directory}:${kind}`,
  /** counts what was put; and of which run of Redis it is known to be whole */
  directorySeq: '{directory}:seq',
  directoryFilled: '{directory}:filled',
  /** hash, edge -> when it said so, and its `EdgeDoors` */
  edges: 'edges',
  /** hash: an open session, as its edge knows it; expires */
  session: (id: string) => `session:${id}`,
  /** stream of `SessionRecord`s, field `records`; read by the group `ledger` */
  endedSessions: 'sessions:ended',
  /** stream of `NodeReport`s, field `reports`; read by the group `hub` */
  nodeReports: 'nodes:reports',
  /** stream of `UsageBatch`, field `batch`; read by the group `ledger` */
  usage: 'usage',
  /** hash of an edge: `<epoch>:<seq>` of batches that are posted, until it has heard so. On the stream's slot. */
  usagePosted: (edge: string) => `{usage}:posted:${edge}`,
  /** the node that a name of a proxy user is pinned to; expires with the pin */
  pin: (proxyUser: string, name: string) => `pin:${proxyUser}:${name}`,
  /**
   * hash: metered bytes of a proxy user or an account in a day (`20261126`) or a month (`202611`), by each life of each
   * edge; and `posted`, what the ledger found in PostgreSQL
   */
  spent: (holder: string, period: string) => `{spent:${holder}}:${period}`,
  /** hash, edge -> its open connections of this proxy user, and when it said so */
  spentOpen: (holder: string) => `{spent:${holder}}:open`,
  /** written to see whether Redis takes writes; expires */
  trial: (n: number) => `trial:${n}`,
  /** hash: tries so far, and until when the next one is refused */
  throttle: (name: string, key: string) => `throttle:${name}:${key}`,
  /** list of the times of the last ones, newest first */
  quota: (name: string, key: string) => `quota:${name}:${key}`,
  /** sorted set, member -> when it expires. Tagged by its name, so that one script can renew many. */
  slots: (name: string, key: string) => `{slots:${name}}:${key}`,
  /** stream: the latest events of a reliable topic */
  log: (topic: string) => `log:${topic}`,
  /** hash, key of an event -> its id in the stream beside it, on whose node it lives */
  logKeys: (topic: string) => `{log:${topic}}:keys`,
  /** sorted sets, what is occupied -> until when: keys, and `<key>/<holder>` */
  slotIndex: (name: string) => [`{slots:${name}}/keys`, `{slots:${name}}/holders`, slotOwners(name)],
  /** sorted set, process that holds slots -> until when its last sign of life is good */
  slotOwners,
} as const
