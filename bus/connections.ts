import { createConnection, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { AbstractConnector, Cluster, Redis, type RedisOptions } from 'ioredis'
import { createBackoff, retryDelayMs } from './backoff.ts'
import { busLimits } from './limits.ts'
import type { RedisTarget } from './redis-url.ts'
import { QuietSentinels } from './sentinels.ts'

function common(target: RedisTarget, name: string) {
  return {
    ...(target.username === undefined ? {} : { username: target.username }),
    ...(target.password === undefined ? {} : { password: target.password }),
    connectionName: name,
    connectTimeout: busLimits.connectTimeoutMs,
    commandTimeout: busLimits.commandTimeoutMs,
    socketTimeout: busLimits.silenceTimeoutMs,
    // What was in flight when the connection broke fails at once. Sending it again could do it twice.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // After a failover the old master is a replica: connect anew, and find the new one.
    reconnectOnError: (err: Error) => err.message.startsWith('READONLY'),
  } satisfies RedisOptions
}

/** What differs from one use of a connection to the next. */
type Use = { commandTimeout?: number; socketTimeout?: number; autoResubscribe?: boolean }

const tlsOf = (target: RedisTarget) => (target.tls ? { tls: {} } : {})

function single(target: Exclude<RedisTarget, { kind: 'cluster' }>, name: string, use: Use): Redis {
  const where =
    target.kind === 'single'
      ? { host: target.host, port: target.port, db: target.db, ...tlsOf(target) }
      : {
          sentinels: target.sentinels,
          name: target.master,
          db: target.db,
          ...(target.sentinelLogin.username ? { sentinelUsername: target.sentinelLogin.username } : {}),
          ...(target.sentinelLogin.password ? { sentinelPassword: target.sentinelLogin.password } : {}),
          sentinelCommandTimeout: busLimits.commandTimeoutMs,
          sentinelRetryStrategy: retryDelayMs,
          sentinelReconnectStrategy: () => busLimits.sentinelRetryMs,
          // Sentinels say when the master moves, also when the old one still answers.
          failoverDetector: true,
          Connector: QuietSentinels,
          ...(target.tls ? { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true } : {}),
        }
  const backoff = createBackoff()
  const redis = new Redis({
    ...common(target, name),
    ...where,
    retryStrategy: backoff.nextMs,
    enableOfflineQueue: false,
    ...use,
  })
  return redis.on('ready', backoff.ready)
}

function cluster(target: Extract<RedisTarget, { kind: 'cluster' }>, name: string, use: Use): Cluster {
  const backoff = createBackoff()
  const redis = new Cluster(target.nodes, {
    enableOfflineQueue: false,
    clusterRetryStrategy: backoff.nextMs,
    // Certificates carry names, so with TLS names must not be resolved to addresses here.
    ...(target.tls ? { dnsLookup: (host, done) => done(null, host) } : {}),
    redisOptions: { ...common(target, name), ...tlsOf(target), ...use },
  })
  return redis.on('ready', backoff.ready)
}

/** For commands that are answered at once. */
export function openCommands(target: RedisTarget, name: string): Redis | Cluster {
  return target.kind === 'cluster' ? cluster(target, name, {}) : single(target, name, {})
}

/** For commands that wait at the server (XREAD BLOCK), which would hold up everything behind them. */
export function openBlocking(target: RedisTarget, name: string): Redis | Cluster {
  const timeoutMs = busLimits.blockMaxMs + busLimits.silenceTimeoutMs
  const use = { commandTimeout: timeoutMs, socketTimeout: timeoutMs }
  return target.kind === 'cluster' ? cluster(target, name, use) : single(target, name, use)
}

export type Subscriber = {
  redis: Redis
  /** Its node has left the cluster: it hears nothing any more. */
  strayed(): boolean
}

/**
 * For pub/sub. Also in a Cluster it is one plain connection to any of its nodes, because there a PUBLISH reaches
 * every node: it says when it is ready and when it broke, which ioredis's own cluster subscriber does not.
 */
export function openSubscriber(target: RedisTarget, name: string, commands: Redis | Cluster): Subscriber {
  const use: Use = { autoResubscribe: false }
  if (target.kind !== 'cluster') return { redis: single(target, name, use), strayed: () => false }

  const startNodes = target.nodes
  const members = () =>
    (commands as Cluster)
      .nodes()
      .map(({ options }) => ({ host: options.host ?? '', port: options.port ?? 0 }))
  let turn = Math.floor(Math.random() * 1024)
  let stream: Socket | undefined

  /** Takes the nodes in turn: those that the cluster names now, or those of the URL. */
  class AnyNode extends AbstractConnector {
    constructor() {
      super(busLimits.connectTimeoutMs)
    }
    override async connect(): Promise<Socket> {
      this.connecting = true
      const known = members()
      const nodes = known.length > 0 ? known : startNodes
      const node = nodes[turn++ % nodes.length]!
      stream = this.stream = target.tls
        ? connectTls({ ...node, servername: node.host })
        : createConnection(node)
      stream.once('error', err => (this.firstError = err))
      return stream
    }
  }
  const backoff = createBackoff()
  const redis = new Redis({
    ...common(target, name),
    ...tlsOf(target),
    ...use,
    retryStrategy: backoff.nextMs,
    enableOfflineQueue: false,
    Connector: AnyNode,
  }).on('ready', backoff.ready)
  return {
    redis,
    strayed() {
      const known = members()
      // Names cannot be compared with the address of a socket; a cluster names its nodes by address by default.
      if (known.length === 0 || known.some(node => isIP(node.host) === 0)) return false
      return !known.some(node => node.host === stream?.remoteAddress && node.port === stream.remotePort)
    },
  }
}
