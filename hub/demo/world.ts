import type { Place } from '#protocol/directory.ts'
import type { MadeNetwork } from '../geo/made-world.ts'

export type DemoPlace = Place & { network: string; approves: boolean }

const table = [
  ['us', 'New York', 40.71, -74.01, 7922, 'Comcast Cable Communications, LLC'],
  ['us', 'Los Angeles', 34.05, -118.24, 21928, 'T-Mobile USA, Inc.'],
  ['us', 'Chicago', 41.88, -87.63, 7018, 'AT&T Enterprises, LLC'],
  ['de', 'Berlin', 52.52, 13.4, 3320, 'Deutsche Telekom AG'],
  ['de', 'Munich', 48.14, 11.58, 6805, 'Telefonica Germany GmbH & Co.OHG'],
  ['uz', 'Tashkent', 41.3, 69.24, 8193, 'Uzbektelekom Joint Stock Company'],
  ['uz', 'Samarkand', 39.65, 66.96, 39032, 'LLC Turon Telecom'],
  ['kz', 'Almaty', 43.24, 76.89, 9198, 'JSC Kazakhtelecom'],
  ['gb', 'London', 51.51, -0.13, 2856, 'British Telecommunications PLC'],
  ['fr', 'Paris', 48.86, 2.35, 3215, 'Orange S.A.'],
  ['tr', 'Istanbul', 41.01, 28.98, 9121, 'Turk Telekomunikasyon Anonim Sirketi'],
  ['br', 'São Paulo', -23.55, -46.63, 26599, 'TELEFONICA BRASIL S.A'],
  ['in', 'Mumbai', 19.08, 72.88, 55836, 'Reliance Jio Infocomm Limited'],
  ['jp', 'Tokyo', 35.68, 139.69, 2516, 'KDDI CORPORATION'],
  ['id', 'Jakarta', -6.21, 106.85, 23693, 'PT Telekomunikasi Selular'],
] as const
const networkOf = (i: number) => `127.${20 + i}.0.0/16`
/** Where no home is; its device says that it is in another place. */
const serverNetwork = '127.60.0.0/16'

/** Where the demo's devices are, on the one machine that they all run on: each place has a part of loopback. */
export const demoWorld: MadeNetwork[] = [
  ...table.map(([country, city, lat, lon, asn, name], i) => ({
    ...{ network: networkOf(i), country, city, lat, lon, asn, name },
  })),
  {
    ...{ network: serverNetwork, country: 'de', city: 'Falkenstein', lat: 50.48, lon: 12.37 },
    ...{ asn: 24940, name: 'Hetzner Online GmbH' },
  },
]

const places = table.map(([country, city, lat, lon, asn], i): DemoPlace => ({
  ...{ country, city, lat, lon, asn, network: networkOf(i), approves: true },
}))
const [berlin, tashkent] = [places[3]!, places[5]!]

/** One code for each of these; devices of the last two wait for somebody to decide, and one of them is no home. */
export const demoPlaces: DemoPlace[] = [
  ...places,
  { ...tashkent, approves: false },
  { ...berlin, network: serverNetwork, approves: false },
]
