import type { NetworkKind, Seen } from '#protocol/trust/seen.ts'

// Networks that no home is in. By number when it is well known; else by words that only such networks have in their names.

const byNumber: Record<NetworkKind, readonly number[]> = {
  hosting: [
    // Clouds: Amazon, Google, Microsoft, Oracle, Alibaba, Tencent, IBM, Huawei, Yandex, Rackspace, UCloud
    ...[
      16509, 14618, 8987, 396982, 19527, 8075, 8068, 31898, 45102, 37963, 132203, 45090, 36351, 136907, 55990,
    ],
    ...[200350, 27357, 19994, 33070, 15395, 135377],
    // Servers by the hour or the month: DigitalOcean, OVH, Hetzner, Akamai/Linode, Vultr, Contabo, Scaleway, IONOS, Leaseweb
    ...[
      14061, 16276, 24940, 213230, 63949, 20473, 51167, 40021, 12876, 8560, 60781, 28753, 30633, 7203, 396190,
    ],
    ...[59253, 394380, 19148, 16265, 60626],
    // M247, DataCamp, QuadraNet, ColoCrossing, Psychz, Hostwinds, FranTech, ReliableSite, Interserver, Servermania
    ...[9009, 60068, 212238, 8100, 36352, 40676, 54290, 53667, 23470, 19318, 55286, 46664, 46606, 26347],
    // GoDaddy, Namecheap, Hostinger, DreamHost, Aruba, netcup, G-Core, Selectel, Timeweb, REG.RU, Beget, Stark, Aeza
    ...[
      26496, 398101, 22612, 47583, 31034, 197540, 199524, 49505, 50340, 9123, 197695, 198610, 44477, 210644,
    ],
    // Cloudflare, Fastly, Zenlayer, UpCloud, Kamatera, HostHatch, Worldstream, Serverius, i3D, Hivelocity, Equinix Metal
    ...[
      13335, 54113, 21859, 202053, 25780, 41436, 49981, 50673, 49544, 29802, 54825, 63023, 206264, 62240,
      9370,
    ],
    // Combahton, Clouvider, Hydra, FDCservers, WholeSale Internet and others that sell servers
    ...[30823, 44066, 25369, 42831, 30058, 32097, 33387, 46475, 11878, 29066, 24961, 61317, 58329, 200019],
    // HostRoyale, CNServers, PlusServer, EGIHosting, HOSTKEY, Host Europe, HostDime, GorillaServers, Abelohost, Privex
    ...[
      203020, 207990, 40065, 61157, 18779, 57043, 8972, 20773, 21499, 33182, 53850, 204196, 210083, 213354,
      60404,
    ],
  ],
  vpn: [
    // Mullvad, Proton, Nord (Packethub, Tefincom), IVPN, Windscribe, Surfshark and others
    ...[39351, 62371, 209103, 136787, 147049, 207137, 141039, 199218, 205016, 206092],
  ],
  tor: [
    // F3 Netze, Stiftung Erneuerbare Freiheit, Quintex, Calyx, Foundation for Applied Privacy, Artikel10, Emerald Onion
    ...[205100, 60729, 62744, 4224, 208323, 215125, 396507],
  ],
  proxy: [],
}
const kindByNumber = new Map(
  (Object.entries(byNumber) as [NetworkKind, readonly number[]][])
    .toReversed()
    .flatMap(([kind, numbers]) => numbers.map(it => [it, kind] as const)),
)

/** Whole words, in small letters. `cloud` and `server` alone are not among them: providers of homes like them too. */
const byWord: readonly [kind: NetworkKind, words: RegExp][] = [
  ['tor', /\b(tor[- ]?exit|torservers|tor relays?)\b/],
  ['vpn', /\b(vpns?|mullvad|nordvpn|surfshark|expressvpn|cyberghost|windscribe|protonvpn|wireguard)\b/],
  ['proxy', /\b(proxy|proxies|anonymizer|anonymi[sz]ing)\b/],
  [
    'hosting',
    /\b((web)?hosting|webhost|hosters?|datacent(er|re)s?|data cent(er|re)s?|dedicated servers?|vps|vds|colo(cation|crossing)?|cloud ?(computing|hosting|servers?|services|infrastructure)|virtual servers?|bare ?metal|(web|game) ?servers?|servers|rackspace|digitalocean|hetzner|ovh|linode|leaseweb|contabo|scaleway|vultr|alibaba cloud|amazon\.com|aws|azure|google cloud|oracle cloud|tencent cloud|m247|datacamp|quadranet|choopa|psychz|hostinger|namecheap|godaddy|dreamhost|ionos|netcup|selectel|timeweb|beget|clouvider|hostwinds|frantech|buyvm)\b/,
  ],
]
/** Small providers of homes sell servers as well, and say so. */
const alsoHomes = /\b(tele?com\w*|telekom\w*|broadband|internet|isp|fibra|fiber|wireless|cable)\b/

/** What a network as a whole is known for; null: nothing, as of a provider of homes. */
export function networkKindOf(asn: number | null, name: string | null): Seen['networkKind'] {
  const numbered = asn === null ? undefined : kindByNumber.get(asn)
  if (numbered) return { kind: numbered, by: `AS${asn}` }
  const words = name?.toLowerCase() ?? ''
  if (alsoHomes.test(words)) return null
  for (const [kind, pattern] of byWord) {
    const found = pattern.exec(words)
    if (found) return { kind, by: found[0] }
  }
  return null
}
