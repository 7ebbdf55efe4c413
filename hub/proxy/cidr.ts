import { BlockList, isIP } from 'node:net'

/** Those that are no address and no network. */
export const badCidrs = (texts: readonly string[]): string[] => texts.filter(text => !isCidr(text))

function isCidr(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0 || address.includes('%')) return false
  if (prefix === undefined) return true
  if (!/^\d{1,3}$/.test(prefix)) return false
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6')
    return true
  } catch {
    return false
  }
}
