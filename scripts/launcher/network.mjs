// Can npm's registry be reached at all? npm itself would try each of some hundred packages for minutes.
// (Parses on Node 12.)
import net from 'net'
import { lookup } from 'dns'

const limitMs = 8000

/** null when something listens there, else the code of what went wrong. `config` is npm's own. */
export function whyUnreachable(config) {
  const address = addressOf(config, process.env)
  if (!address) return Promise.resolve(null)
  return new Promise(resolve => {
    let socket = null
    const end = code => {
      clearTimeout(timer)
      if (socket) socket.destroy()
      resolve(code)
    }
    const timer = setTimeout(() => end('ETIMEDOUT'), limitMs)
    lookup(address.host, error => {
      if (error) return end(error.code)
      socket = net.connect(address.port, address.host)
      socket.on('connect', () => end(null))
      socket.on('error', failure => end(failure.code || 'ECONNREFUSED'))
    })
  })
}

/** Where the first connection goes: the proxy, if there is one. npm does not list what it takes from `env`. */
export function addressOf(config, env) {
  try {
    const registry = new URL(config.registry)
    const secure = registry.protocol === 'https:'
    const plain = config.proxy || env.HTTP_PROXY || env.http_proxy
    const proxy = (secure && (config['https-proxy'] || env.HTTPS_PROXY || env.https_proxy)) || plain
    if (proxy && (config.noproxy || env.NO_PROXY || env.no_proxy)) return null // npm knows which of them it is
    const first = proxy ? new URL(proxy) : registry
    const byDefault = first.protocol === 'https:' ? 443 : 80
    return { host: first.hostname.replace(/^\[|\]$/g, ''), port: Number(first.port) || byDefault }
  } catch {
    return null // npm will say what is wrong with it
  }
}
