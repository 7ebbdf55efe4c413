import type { NodeState } from '#protocol/node.ts'

const places = [
  { country: 'us', city: 'New York', lat: 40.71, lon: -74.01, asn: 7922 },
  { country: 'de', city: 'Berlin', lat: 52.52, lon: 13.4, asn: 3320 },
  { country: 'uz', city: 'Tashkent', lat: 41.3, lon: 69.24, asn: 8193 },
  { country: 'br', city: 'São Paulo', lat: -23.55, lon: -46.63, asn: 26599 },
  { country: 'jp', city: 'Tokyo', lat: 35.68, lon: 139.69, asn: 2516 },
] as const

/** A phone somewhere near one of a few cities. */
export function sampleNode(id: string, random: () => number, since: number): Omit<NodeState, 'edge' | 'at'> {
  const place = places[Math.floor(random() * places.length)]!
  const near = (x: number) => Math.round((x + random() - 0.5) * 1_000) / 1_000
  const cellular = random() < 0.6
  return {
    ...place,
    id,
    status: 'approved',
    online: true,
    since,
    lat: near(place.lat),
    lon: near(place.lon),
    battery: { level: Math.round(random() * 100) / 100, charging: random() < 0.3, temperature: 30 },
    network: {
      type: cellular ? 'cellular' : 'wifi',
      generation: cellular ? (random() < 0.5 ? '5g' : '4g') : null,
      metered: cellular,
      signal: -50 - Math.floor(random() * 50),
    },
    score: Math.round(random() * 100),
    verdict: null,
  }
}
