import { addressOfV4, isV4, type Address } from './address.ts'
import { parseCidr } from './cidr.ts'

// What must not be reached through a stranger's phone: its owner's network, its carrier's, its own services, and all
// that only looks like the internet. IANA's special-purpose registries, and what clouds have put elsewhere. The first
// that fits gives the name.
const v4 = ranges([
  ['metadata of a cloud', '169.254.169.254', '100.100.100.200', '192.0.0.192', '168.63.129.16'],
  ['this network', '0.0.0.0/8'],
  ['private', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'],
  ['shared by a carrier', '100.64.0.0/10'],
  ['loopback', '127.0.0.0/8'],
  ['link-local', '169.254.0.0/16'],
  ['protocol assignments', '192.0.0.0/24'],
  ['documentation', '192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'],
  ['6to4 relay', '192.88.99.0/24'],
  ['benchmarking', '198.18.0.0/15'],
  ['multicast', '224.0.0.0/4'],
  ['broadcast', '255.255.255.255'],
  ['reserved', '240.0.0.0/4'],
])

const v6 = ranges([
  ['unspecified', '::'],
  ['loopback', '::1'],
  ['IPv4-compatible', '::/96'],
  ['metadata of a cloud', 'fd00:ec2::254', 'fd20:ce::254'],
  ['NAT64 of one network', '64:ff9b:1::/48'],
  ['discard', '100::/64'],
  // These two lead to an IPv4 address, through relays that hardly anybody runs any more.
  ['Teredo', '2001::/32'],
  ['6to4', '2002::/16'],
  ['benchmarking', '2001:2::/48'],
  ['ORCHID', '2001:10::/28', '2001:20::/28'],
  ['protocol assignments', '2001::/23'],
  ['documentation', '2001:db8::/32', '3fff::/20'],
  ['unique local', 'fc00::/7'],
  ['link-local', 'fe80::/10'],
  ['site-local', 'fec0::/10'],
  ['multicast', 'ff00::/8'],
])

const nat64 = parseCidr('64:ff9b::/96')!
const globalUnicast = parseCidr('2000::/3')!

/** The range that the address is refused for, in words; null when it may be reached. */
export function forbiddenRange(address: Address): string | null {
  if (isV4(address)) return v4(address)
  // In a network that has IPv6 only the resolver writes every IPv4 address like this.
  if (nat64.has(address)) {
    const inner = v4(addressOfV4(address.subarray(12)))
    return inner && `NAT64 of ${inner}`
  }
  return v6(address) ?? (globalUnicast.has(address) ? null : 'not global unicast')
}

function ranges(table: readonly (readonly [string, ...string[]])[]): (address: Address) => string | null {
  const all = table.flatMap(([name, ...texts]) =>
    texts.map(text => {
      const cidr = parseCidr(text)
      if (!cidr) throw new Error(`${text} is no CIDR`)
      return { cidr, name: `${name} (${cidr.text})` }
    }),
  )
  return address => all.find(it => it.cidr.has(address))?.name ?? null
}
