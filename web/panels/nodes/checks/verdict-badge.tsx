import { useTranslation } from 'react-i18next'
import type { VerdictKind } from '#protocol/trust/verdict.ts'
import { Badge, type Tone } from '../../../design/badge.tsx'

const tones: Record<VerdictKind, Tone> = {
  home: 'good',
  mobile: 'good',
  doubtful: 'warn',
  vpn: 'bad',
  hosting: 'bad',
  proxy: 'bad',
  tor: 'bad',
  unknown: 'quiet',
}

/** Whether it is a home, in a word. */
export function VerdictBadge({ kind }: { kind: VerdictKind | null }) {
  const { t } = useTranslation()
  return (
    <Badge tone={kind ? tones[kind] : 'quiet'}>{kind ? t(`verdict.kinds.${kind}`) : t('verdict.none')}</Badge>
  )
}
