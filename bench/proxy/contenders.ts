import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '#bus/testing/redis.ts'
import { peersEnv, peersRoot } from './debian.ts'
import type { Way } from './dial.ts'
import { end, program } from './processes.ts'

/** One way to the target, and the processes that carry it. */
export type Contender = { name: string; socks: Way['socks']; pids: number[]; stop(): Promise<void> }

export async function listens(port: number): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    const there = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
    if (there) return
    await sleep(20)
  }
  throw new Error(`nobody listens on port ${port}`)
}

export const direct = (): Contender => ({ name: 'direct', socks: null, pids: [], stop: async () => {} })

export async function microsocks(): Promise<Contender> {
  const port = await freePort()
  const child = program(
    join(peersRoot, 'usr/bin/microsocks'),
    ['-i', '127.0.0.1', '-p', String(port)],
    {},
    { quiet: true },
  )
  await listens(port)
  return { name: 'microsocks', socks: { port }, pids: [child.pid!], stop: () => end(child, 'SIGKILL') }
}

/** `ssh -D` through an sshd of our own on this machine: encrypted and multiplexed, as ours. */
export async function sshD(): Promise<Contender> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-ssh-'))
  const [sshdPort, port] = [await freePort(), await freePort()]
  for (const key of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, key)])
  const conf = [
    `Port ${sshdPort}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${dir}/host`,
    `AuthorizedKeysFile ${dir}/user.pub`,
    ...['StrictModes no', 'PidFile none', 'UsePAM no', 'PermitRootLogin yes', 'LogLevel ERROR'],
  ]
  writeFileSync(join(dir, 'conf'), `${conf.join('\n')}\n`)
  const sshd = [join(peersRoot, 'usr/sbin/sshd'), '-D', '-e', '-f', join(dir, 'conf')]
  const server = userInfo().uid === 0 ? asRoot(dir, sshd) : program(sshd[0]!, sshd.slice(1), peersEnv)
  await listens(sshdPort)
  const options = [
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'BatchMode=yes',
    'LogLevel=QUIET',
    'Compression=no',
  ]
  const client = program('ssh', [
    ...['-F', 'none', '-N', '-i', join(dir, 'user'), '-D', `127.0.0.1:${port}`, '-p', String(sshdPort)],
    ...options.flatMap(it => ['-o', it]),
    `${userInfo().username}@127.0.0.1`,
  ])
  await listens(port)
  return {
    name: 'ssh -D',
    socks: { port },
    pids: [client.pid!, server.pid!],
    async stop() {
      await Promise.all([end(client), end(server)])
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** As root sshd wants a user `sshd`, a folder in /run and an account that is not locked: in a mount namespace of its own. */
function asRoot(dir: string, sshd: string[]): ChildProcess {
  const passwd = readFileSync('/etc/passwd', 'utf8')
  writeFileSync(join(dir, 'passwd'), `${passwd}sshd:x:65534:65534::/run/sshd:/usr/sbin/nologin\n`)
  writeFileSync(join(dir, 'shadow'), readFileSync('/etc/shadow', 'utf8').replace(/^root:[^:]*:/m, 'root::'), {
    mode: 0o600,
  })
  const mounts = `mount --bind ${dir}/passwd /etc/passwd && mount --bind ${dir}/shadow /etc/shadow && mount -t tmpfs none /run && mkdir /run/sshd`
  return program('unshare', ['-m', 'sh', '-c', `${mounts} && exec ${sshd.join(' ')}`], peersEnv)
}

export const hasSsh = () => spawnSync('ssh', ['-V']).status === 0
