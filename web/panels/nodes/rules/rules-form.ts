import type { NodePolicy, PolicyPatch } from '#protocol/policy.ts'

export const ruleNames = [
  'paused',
  'chargingOnly',
  'wifiOnly',
  'batteryFloor',
  'maxSessions',
  'monthlyBytes',
  'schedule',
] as const satisfies (keyof NodePolicy)[]
export type RuleName = (typeof ruleNames)[number]

/** Rules of whoever stands above: a provider's, then those of all nodes. The last layer names every rule. */
export type RuleLayer = { name: string; rules: PolicyPatch }
/** As the API takes it: own rules that are new, and those that are inherited again. */
export type RuleChanges = { policy?: PolicyPatch; inherit?: RuleName[] }

export type Span = { from: string; to: string }
/** As people write them: percent, GB; nothing is no such rule. */
export type RuleTexts = {
  paused: boolean
  chargingOnly: boolean
  wifiOnly: boolean
  batteryFloor: string
  maxSessions: string
  monthlyBytes: string
  schedule: readonly Span[]
}
export type RuleEdit = { own: readonly RuleName[]; texts: RuleTexts }

const gigabyte = 1e9
const sessionsMax = 100_000
const clock = /^([01]\d|2[0-3]):[0-5]\d$/

/** The nearest layer that says anything of a rule, and what it says. */
export function inheritedOf<R extends RuleName>(
  rule: R,
  layers: readonly RuleLayer[],
): { value: NodePolicy[R]; from: string } | null {
  const layer = layers.find(it => it.rules[rule] !== undefined)
  return layer ? { value: layer.rules[rule] as NodePolicy[R], from: layer.name } : null
}

/** What holds: own rules, else the nearest layer's; null while a layer is not known yet. */
export function effectiveOf(own: PolicyPatch, layers: readonly RuleLayer[]): NodePolicy | null {
  const all = Object.assign({}, ...layers.map(it => it.rules).toReversed(), own) as PolicyPatch
  return ruleNames.every(rule => all[rule] !== undefined) ? (all as NodePolicy) : null
}

export const editOf = (own: PolicyPatch, effective: NodePolicy): RuleEdit => ({
  own: ruleNames.filter(rule => own[rule] !== undefined),
  texts: textsOf(effective),
})

export const textsOf = (policy: NodePolicy): RuleTexts => ({
  paused: policy.paused,
  chargingOnly: policy.chargingOnly,
  wifiOnly: policy.wifiOnly,
  batteryFloor: policy.batteryFloor === null ? '' : String(Math.round(policy.batteryFloor * 1_000) / 10),
  maxSessions: policy.maxSessions === null ? '' : String(policy.maxSessions),
  monthlyBytes: policy.monthlyBytes === null ? '' : String(policy.monthlyBytes / gigabyte),
  schedule: policy.schedule,
})

/** A number within its bounds; `null` for nothing, `undefined` for what is none. */
function numberOf(text: string, from: number, to: number, whole = false): number | null | undefined {
  const written = text.trim().replace(',', '.')
  if (written === '') return null
  const value = Number(written)
  return value >= from && value <= to && (!whole || Number.isInteger(value)) ? value : undefined
}

/** What a rule's text means; `undefined`: nothing that holds. */
const meanings: { [R in RuleName]: (texts: RuleTexts) => NodePolicy[R] | undefined } = {
  paused: it => it.paused,
  chargingOnly: it => it.chargingOnly,
  wifiOnly: it => it.wifiOnly,
  batteryFloor({ batteryFloor }) {
    const percent = numberOf(batteryFloor, 0, 100)
    return percent == null ? percent : percent / 100
  },
  maxSessions: ({ maxSessions }) => numberOf(maxSessions, 1, sessionsMax, true),
  monthlyBytes({ monthlyBytes }) {
    const given = numberOf(monthlyBytes, 1 / gigabyte, 1e6)
    return given == null ? given : Math.max(1, Math.round(given * gigabyte))
  },
  schedule: ({ schedule }) =>
    schedule.every(it => clock.test(it.from) && clock.test(it.to) && it.from !== it.to)
      ? [...schedule]
      : undefined,
}

/** What is to be sent, or the rules that mean nothing as they are written. */
export function changesOf(
  { own, texts }: RuleEdit,
  before: PolicyPatch,
): { changes: RuleChanges } | { wrong: RuleName[] } {
  const policy: Record<string, unknown> = {}
  const wrong: RuleName[] = []
  for (const rule of own) {
    const value = meanings[rule](texts)
    if (value === undefined) wrong.push(rule)
    else if (JSON.stringify(value) !== JSON.stringify(before[rule])) policy[rule] = value
  }
  if (wrong.length > 0) return { wrong }
  const inherit = ruleNames.filter(rule => before[rule] !== undefined && !own.includes(rule))
  return {
    changes: {
      ...(Object.keys(policy).length > 0 && { policy }),
      ...(inherit.length > 0 && { inherit }),
    },
  }
}
