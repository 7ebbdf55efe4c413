/** The few words of a User-Agent that a person recognises. The order matters: each names the ones before it. */
const browsers = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['YaBrowser', 'Yandex Browser'],
  ['SamsungBrowser', 'Samsung Internet'],
  ['Firefox', 'Firefox'],
  ['FxiOS', 'Firefox'],
  ['CriOS', 'Chrome'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
] as const
const systems = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const

export function readAgent(agent: string): { browser: string | null; system: string | null; phone: boolean } {
  const browser = browsers.find(([mark]) => agent.includes(mark))?.[1] ?? null
  const system = systems.find(([mark]) => agent.includes(mark))?.[1] ?? null
  return { browser, system, phone: /iPhone|Android.*Mobile/.test(agent) }
}
