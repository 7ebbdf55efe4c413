/** All that a client sent, read at once: what the server should see, each as one line. */
export function slowServer(bytes: Buffer, ways: { password: boolean; none: boolean }): string[] {
  const seen: string[] = []
  let at = 0
  const more = (count: number) => {
    if (at + count > bytes.length) throw new Waiting()
    return bytes.subarray(at, (at += count))
  }
  const byte = () => more(1)[0]!
  try {
    const version = byte()
    if (version !== 5) return [`fault ${notSocks(version)}`]
    const methods = [...more(byte())]
    const method = ways.password && methods.includes(2) ? 2 : ways.none && methods.includes(0) ? 0 : 255
    seen.push(`greeting ${methods.join()} ${method}`)
    if (method === 255) return seen
    if (method === 2) {
      if (byte() !== 1) return [...seen, 'fault bad_auth']
      const username = more(byte()).toString()
      const password = more(byte()).toString()
      seen.push(`auth ${JSON.stringify([username, password])}`)
    }
    if (byte() !== 5) return [...seen, 'fault bad_version']
    const command = ['', 'connect', 'bind', 'udp'][byte()]
    if (!command) return [...seen, 'fault bad_command']
    byte()
    const type = byte()
    if (![1, 3, 4].includes(type)) return [...seen, 'fault bad_address_type']
    const host = type === 1 ? more(4).join('.') : type === 3 ? more(byte()).toString() : v6(more(16))
    const port = more(2).readUInt16BE()
    seen.push(`request ${command} ${JSON.stringify(host)} ${port} ${bytes.subarray(at).toString('hex')}`)
  } catch (error) {
    if (!(error instanceof Waiting)) throw error
  }
  return seen
}

class Waiting extends Error {}

function v6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16))
  if (groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff') return bytes.subarray(12).join('.')
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}

function notSocks(first: number): string {
  if (first === 4) return 'socks4'
  if (first === 22) return 'tls'
  return /[A-Za-z]/.test(String.fromCharCode(first)) ? 'http' : 'bad_version'
}
