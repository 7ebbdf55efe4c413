import { Counter, Gauge, type Registry } from 'prom-client'
import type { Spool } from './metering/spool.ts'

/** Figures of an edge, beside those of every process. */
export function createEdgeMetrics(
  registry: Registry,
  read: Record<
    | 'strangers'
    | 'guests'
    | 'tunnels'
    | 'nodes'
    | 'carrying'
    | 'sessions'
    | 'waiting'
    | 'revision'
    | 'unwritten'
    | 'handed',
    () => number
  > & { spool: Pick<Spool, 'bytes' | 'waiting' | 'setAside'> },
) {
  const counter = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Counter({ name: `traffix_edge_${name}`, help, labelNames, registers: [registry] })
  const gauge = (name: string, help: string, of: () => number) =>
    new Gauge({
      name: `traffix_edge_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(of())
      },
    })
  gauge('guests', 'Connections of customers, with those that have said nothing yet', read.guests)
  gauge('strangers', 'Connections to the tunnel door that have proved nothing yet', read.strangers)
  gauge('tunnels', 'Devices with a tunnel here', read.tunnels)
  gauge('nodes', 'Nodes of this edge, with those that went a moment ago', read.nodes)
  gauge('nodes_carrying', 'Nodes that are given connections: approved, here, and not resting', read.carrying)
  gauge('sessions', 'Proxied connections that are open', read.sessions)
  gauge('directory_revision', 'The newest that this edge knows of accounts, logins and nodes', read.revision)
  gauge('ended_waiting', 'Ended sessions that are not handed over yet', read.waiting)
  gauge('usage_spool_bytes', 'What was metered and is not posted yet, on the disk', () => read.spool.bytes)
  gauge('usage_spool_batches', 'Batches of it that are whole', () => read.spool.waiting.length)
  gauge('usage_spool_aside', 'Files of the spool that were set aside', () => read.spool.setAside)
  gauge('usage_unwritten_bytes', 'Metered bytes that the disk has not taken yet', read.unwritten)
  gauge('usage_batches_handed', 'Batches that were given to the stream', read.handed)
  return {
    hellos: counter('hellos_total', 'Devices that came, by what they were told', ['result']),
    opened: counter('sessions_opened_total', 'Proxied connections that were opened'),
    ended: counter('sessions_ended_total', 'Proxied connections that have ended, by why', ['why']),
    refused: counter('sessions_refused_total', 'Connections that were not opened, by why', ['code']),
    measured: counter('measurements_total', 'Measurements of nodes, by what became of their echo', [
      'result',
    ]),
    tested: counter('self_tests_total', 'Tests that a node keeps its home closed, by result', ['result']),
    retried: counter('retries_total', 'Connections for which another node was asked'),
    bytes: counter('bytes_total', 'Metered bytes of sessions that have ended', ['direction']),
  }
}
