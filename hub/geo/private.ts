import { BlockList, isIPv4, isIPv6 } from 'node:net'

const nowhere = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const)
  nowhere.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  nowhere.addSubnet(network, bits, 'ipv6')

/** An address that is nobody's on the internet: no database can tell where it is, and many have the same one. */
export const isPrivate = (address: string): boolean =>
  (isIPv4(address) && nowhere.check(address, 'ipv4')) || (isIPv6(address) && nowhere.check(address, 'ipv6'))
