import type { MadeNetwork } from '../made-world.ts'

const berlin = { country: 'de', city: 'Berlin', lat: 52.52, lon: 13.4 }
const tashkent = { country: 'uz', city: 'Tashkent', lat: 41.3, lon: 69.24 }
const falkenstein = { country: 'de', city: 'Falkenstein', lat: 50.48, lon: 12.37 }

/** Loopback has room for a world: devices of a test can be anywhere in it. */
export const testWorld: MadeNetwork[] = [
  { network: '127.20.0.0/16', ...berlin, asn: 3320, name: 'Deutsche Telekom AG' },
  { network: '127.21.0.0/16', ...tashkent, asn: 8193, name: 'Uzbektelekom Joint Stock Company' },
  { network: '127.22.0.0/16', ...berlin, asn: 6805, name: 'Telefonica Germany GmbH & Co.OHG' },
  { network: '127.30.0.0/16', ...falkenstein, asn: 24940, name: 'Hetzner Online GmbH' },
]
