import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Peer } from './compare.ts'

type Said = { port: number; cookie: string; me: object; secret: string }

/** Each peer in a process of its own, so that its CPU time is its own too. */
export async function startPeers(): Promise<{ list: Peer[]; stop(): Promise<void> }> {
  const main = join(import.meta.dirname, 'peer-main.ts')
  const children: ChildProcess[] = []
  const start = async (kind: string, given?: object): Promise<Said & { pid: number }> => {
    const child = fork(main, [kind], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    children.push(child)
    if (given) child.send(given)
    const [said] = (await once(child, 'message')) as [Said]
    return { ...said, pid: child.pid! }
  }
  const hub = await start('hub')
  const bare = await start('uws', hub)
  const node = await start('node', hub)
  const peer = (name: string, { port, pid }: { port: number; pid: number }): Peer => ({
    name,
    port,
    cookie: hub.cookie,
    cpuSeconds: () => cpuSeconds(pid),
  })
  return {
    list: [peer('hub', hub), peer('bare uWebSockets.js', bare), peer('node:http', node)],
    async stop() {
      await Promise.all(
        children.map(child => {
          const gone = once(child, 'exit')
          child.disconnect()
          return gone
        }),
      )
    },
  }
}

/** User and system time of a process, all its threads, as the kernel counts it (in hundredths of a second). */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
