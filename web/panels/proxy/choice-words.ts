import type { TFunction } from 'i18next'
import type { Choice } from '#protocol/routing.ts'
import type { Format } from '../../i18n/format.ts'

/** Why this node, in plain words. */
export function choiceWords(t: TFunction, format: Format, choice: Choice | null): string {
  if (!choice) return t('choice.unknown')
  const { instead } = choice
  const why = instead
    ? t(`choice.away.${instead.why}` as 'choice.away.lost', { defaultValue: instead.why })
    : ''
  const only = choice.how === 'best' && choice.fitting === 1
  const how = only ? t('choice.only') : t(`choice.${choice.how}`, { count: choice.fitting, why })
  const facts = [
    t('choice.load', { count: choice.load }),
    ...(choice.latencyMs === null ? [] : [format.ms(choice.latencyMs)]),
    ...(choice.battery === null ? [] : [t('choice.battery', { level: format.percent(choice.battery) })]),
    ...(choice.network === null
      ? []
      : [
          t(`nodes.networks.${choice.network}` as 'nodes.networks.wifi', {
            defaultValue: choice.network.toUpperCase(),
          }),
        ]),
  ]
  return `${how} (${facts.join(', ')})`
}
