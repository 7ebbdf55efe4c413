import assert from 'node:assert/strict'
import { test } from 'node:test'
import { networkKindOf } from './networks.ts'

const homes = [
  ...[
    'Comcast Cable Communications, LLC',
    'Deutsche Telekom AG',
    'Vodafone GmbH',
    'Uzbektelekom Joint Stock Company',
  ],
  ...[
    'T-Mobile USA, Inc.',
    'Verizon Business',
    'Free SAS',
    'Charter Communications LLC',
    'Orange S.A.',
    'AT&T Enterprises',
  ],
  ...[
    'Telefonica Germany GmbH & Co.OHG',
    'British Telecommunications PLC',
    'Sky UK Limited',
    'Virgin Media Limited',
  ],
  ...[
    'Turk Telekomunikasyon Anonim Sirketi',
    'Rostelecom',
    'MTS PJSC',
    'PJSC Vimpelcom',
    'JSC Kazakhtelecom',
    'Kcell JSC',
  ],
  ...[
    'NTT DOCOMO, INC.',
    'SoftBank Corp.',
    'KDDI CORPORATION',
    'Reliance Jio Infocomm Limited',
    'Bharti Airtel Ltd.',
  ],
  ...[
    'PT Telekomunikasi Selular',
    'Claro NXT Telecomunicacoes Ltda',
    'Telmex',
    'Cloud9 Wireless',
    'Cox Communications Inc.',
  ],
  ...[
    'Torbay Broadband',
    'Victoria Telecom',
    'Unitel LLC',
    'Swisscom (Schweiz) AG',
    'Proximus NV',
    'Observer Broadband',
  ],
]
const others: [name: string, kind: string][] = [
  ...(
    [
      ...[
        'Hetzner Online GmbH',
        'OVH SAS',
        'DigitalOcean, LLC',
        'Amazon.com, Inc.',
        'Google Cloud',
        'Contabo GmbH',
      ],
      ...[
        'Some VPS Ltd',
        'BudgetDedicated Servers',
        'Nordic Data Centers AS',
        'Web Hosting Solutions',
        'Acme Colocation',
      ],
      ...[
        'Happy Game Servers',
        'Baltic Servers',
        'Bare Metal Cloud',
        'Cloud Computing Corp',
        'Leaseweb Deutschland GmbH',
      ],
      ...[
        'QuadraNet Enterprises LLC',
        'Datacamp Limited',
        'M247 Europe SRL',
        'Hostinger International Limited',
      ],
    ] as const
  ).map((name): [string, string] => [name, 'hosting']),
  ...['Mullvad VPN AB', 'Secure VPN Services', 'Surfshark Ltd.'].map((it): [string, string] => [it, 'vpn']),
  ...['Tor Exit Node Association', 'Torservers.net'].map((it): [string, string] => [it, 'tor']),
  ...['Residential Proxies Inc', 'Open Proxy Network'].map((it): [string, string] => [it, 'proxy']),
]

test('[GE2] no provider of homes is taken for something else by its name', () => {
  for (const name of homes) assert.equal(networkKindOf(null, name), null, name)
})

test('[GE2] networks that no home is in are known by their names', () => {
  for (const [name, kind] of others) assert.equal(networkKindOf(null, name)?.kind, kind, name)
})

test('[GE2] a well-known number goes before any name, and is what is told', () => {
  assert.deepEqual(networkKindOf(24940, 'Anything'), { kind: 'hosting', by: 'AS24940' })
  assert.deepEqual(networkKindOf(39351, '31173 Services AB'), { kind: 'vpn', by: 'AS39351' })
  assert.deepEqual(networkKindOf(205100, null), { kind: 'tor', by: 'AS205100' })
  assert.equal(networkKindOf(60729, null)?.kind, 'tor')
  assert.equal(networkKindOf(42689, 'Glide Student & Residential Limited'), null)
  assert.equal(networkKindOf(3320, 'Deutsche Telekom AG'), null)
  assert.equal(networkKindOf(null, null), null)
})
