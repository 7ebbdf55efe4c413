export const snippetKinds = ['curl', 'python', 'node', 'browser'] as const
export type SnippetKind = (typeof snippetKinds)[number]
export type Connection = {
  door: 'http' | 'socks'
  host: string
  port: number | string
  /** The other door: a browser cannot sign in over SOCKS5. */
  httpPort: number | string
  username: string
  password: string
}

const example = 'https://example.com/'
const at = (host: string, port: number | string) => `${host.includes(':') ? `[${host}]` : host}:${port}`

/** Ready to paste. Names and passwords have no letter that a shell or an address would take for its own. */
export function snippet(kind: SnippetKind, it: Connection): string {
  const { door, username, password, host, port, httpPort } = it
  const scheme = door === 'http' ? 'http' : 'socks5h'
  const url = `${scheme}://${username}:${password}@${at(host, port)}`
  switch (kind) {
    case 'curl':
      return `curl -x '${url}' ${example}`
    case 'python':
      return [
        ...(door === 'socks' ? ['# pip install requests[socks]'] : ['# pip install requests']),
        'import requests',
        '',
        `proxy = "${url}"`,
        `answer = requests.get("${example}", proxies={"http": proxy, "https": proxy}, timeout=30)`,
        'print(answer.status_code, len(answer.content))',
      ].join('\n')
    case 'node':
      return door === 'http'
        ? [
            '// npm install undici',
            "import { fetch, ProxyAgent } from 'undici'",
            '',
            `const dispatcher = new ProxyAgent('${url}')`,
            `const answer = await fetch('${example}', { dispatcher })`,
            'console.log(answer.status, (await answer.text()).length)',
          ].join('\n')
        : [
            '// npm install socks-proxy-agent',
            "import { get } from 'node:https'",
            "import { SocksProxyAgent } from 'socks-proxy-agent'",
            '',
            `const agent = new SocksProxyAgent('${url}')`,
            `get('${example}', { agent }, answer => console.log(answer.statusCode))`,
          ].join('\n')
    case 'browser':
      return [
        `chromium --proxy-server="http://${at(host, httpPort)}"`,
        '',
        `HTTP  ${host}`,
        `Port  ${httpPort}`,
        `User  ${username}`,
        `Pass  ${password}`,
      ].join('\n')
  }
}
