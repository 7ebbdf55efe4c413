import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fetchPeers, peersRoot } from '../proxy/debian.ts'

const goRoot = join(peersRoot, 'usr/lib/go-1.19')

/** Builds `node.go` with Debian's Go and Debian's copy of HashiCorp's yamux; answers the program's path. */
export function buildNode(folder: string): string {
  fetchPeers(
    ['golang-1.19-go', 'golang-1.19-src', 'golang-github-hashicorp-yamux-dev'],
    'usr/share/gocode/src/github.com/hashicorp/yamux/session.go',
  )
  const program = join(folder, 'node')
  const source = join(import.meta.dirname, 'node.go')
  const { status, stderr } = spawnSync(join(goRoot, 'bin/go'), ['build', '-o', program, source], {
    encoding: 'utf8',
    env: {
      ...{ PATH: process.env['PATH'], HOME: folder, GOCACHE: join(folder, 'cache'), CGO_ENABLED: '0' },
      ...{ GOROOT: goRoot, GOPATH: join(peersRoot, 'usr/share/gocode'), GO111MODULE: 'off', GOFLAGS: '' },
    },
  })
  if (status !== 0) throw new Error(`node.go cannot be built: ${stderr}`)
  return program
}
