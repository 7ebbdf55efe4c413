import { useTranslation } from 'react-i18next'
import { Page } from '../../design/page.tsx'
import { UsageView } from './usage-view.tsx'
import { useWish } from './use-wish.ts'

const dimensions = ['edge', 'country', 'provider', 'account'] as const
const network = { account: null }

/** Of the whole network, for staff. */
export function TrafficPage() {
  const { t } = useTranslation()
  const state = useWish(dimensions, { network: true })
  return (
    <Page title={t('traffic.title')} lead={t('traffic.lead')}>
      <UsageView scope={network} state={state} dimensions={dimensions} />
    </Page>
  )
}
