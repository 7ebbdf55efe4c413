import type { HomeRange } from '#protocol/trust/self-test.ts'

export type HomeTarget = { range: HomeRange; target: string }

/**
 * What a device is asked for to see that it refuses: ports at which something often answers, so that one that does not
 * refuse is found out. None of them is a port that a demo's or a test's `--allow` names.
 */
const fixed: readonly (readonly [HomeRange, ...string[]])[] = [
  ['loopback', '127.0.0.1:80', '127.0.0.1:22', '[::1]:80'],
  ['private', '10.0.0.1:80', '172.16.0.1:443', '192.168.0.1:80', '192.168.1.1:80'],
  ['carrier_nat', '100.64.0.1:80'],
  ['link_local', '169.254.1.1:80', '[fe80::1]:80'],
  ['metadata', '169.254.169.254:80', '[fd00:ec2::254]:80'],
  // 127.0.0.1 and 10.0.0.1, as a network that has IPv6 only writes them.
  ['nat64', '[64:ff9b::7f00:1]:80', '[64:ff9b::a00:1]:80'],
  ['mapped', '[::ffff:10.0.0.1]:80', '[::ffff:127.0.0.1]:80'],
  ['unique_local', '[fd12:3456::1]:80'],
  // A name, and spellings that are an address to some resolvers: whoever judges before resolving is led astray.
  ['rebinding', 'localhost:80', '2130706433:80', '0x7f.1:80', '0177.0.0.1:80', '127.1:80'],
]

/** A name that changes its answer is asked for twice, so that a look before the leap sees another one. */
export const homeTargets = (rebindingName: string | null): HomeTarget[] => [
  ...fixed.flatMap(([range, ...targets]) => targets.map(target => ({ range, target }))),
  ...(rebindingName === null
    ? []
    : [1, 2].map((): HomeTarget => ({ range: 'rebinding', target: `${rebindingName}:80` }))),
]
