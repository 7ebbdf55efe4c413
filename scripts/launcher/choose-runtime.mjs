// Which Node runs the system. (Parses on Node 12.)
//
// uWebSockets.js comes as binaries: one release for Node 22 on any glibc that Node 22 itself runs on, a
// newer one for Node 22/24/26 that needs glibc 2.38. So an up-to-date Node is not enough; the libc decides.
import { spawnSync } from 'child_process'

/** Node 22.18 is the first that runs TypeScript without a flag. */
const typeStripping = { 22: 18, 24: 3, 26: 0 }
const glibcOfNode22 = '2.28'
const glibcOfNewerSockets = '2.38'

/** `{use: 'this'}`, `{use: 'fetch'}`, or `{fault}`: a line for the person who runs it. */
export function chooseRuntime({ platform, arch, version, glibc }) {
  const [major, minor] = version.split('.').map(Number)
  const supported = major in typeStripping && minor >= typeStripping[major]
  if (platform === 'win32') return { fault: 'Windows is not supported: run Traffix Node inside WSL 2' }
  if (platform === 'darwin') {
    return supported ? { use: 'this' } : { fault: `Node ${version} is too old: install Node 22, 24 or 26` }
  }
  if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64')) {
    return { fault: `${platform} on ${arch} is not supported: use Linux (x64 or arm64) or macOS` }
  }
  if (!glibc)
    return { fault: 'This Linux has no glibc (Alpine?): use Debian, Ubuntu, Fedora or another with glibc' }
  if (older(glibc, glibcOfNode22)) {
    return {
      fault: `glibc ${glibc} is too old: Node 22 needs ${glibcOfNode22} (Debian 10, Ubuntu 20.04 or later)`,
    }
  }
  if (!supported) return { use: 'fetch' }
  if (major === 22 || !older(glibc, glibcOfNewerSockets)) return { use: 'this' }
  return { use: 'fetch' }
}

/** Compares as numbers: 2.4 is older than 2.28. */
export function older(a, b) {
  const [x, y] = [a.split('.').map(Number), b.split('.').map(Number)]
  return x[0] !== y[0] ? x[0] < y[0] : (x[1] || 0) < (y[1] || 0)
}

export function glibcVersion() {
  if (process.platform !== 'linux') return null
  if (process.report) {
    process.report.excludeNetwork = true // else it resolves names of open connections
    const report = process.report.getReport()
    // Node 12 hands over text, later ones an object.
    const header = (typeof report === 'string' ? JSON.parse(report) : report).header
    return header.glibcVersionRuntime || null
  }
  const said = spawnSync('getconf', ['GNU_LIBC_VERSION'], { encoding: 'utf8', timeout: 5000 }).stdout || ''
  const match = /glibc ([\d.]+)/.exec(said)
  return match ? match[1] : null
}
