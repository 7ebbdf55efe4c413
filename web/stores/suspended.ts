import i18next from 'i18next'
import type { UserEvent } from '#protocol/live/user.ts'
import { toast } from './toasts.ts'

type Suspended = Extract<UserEvent, { kind: 'nodeSuspended' }>

/** Whatever page is looked at: the checks took out a node that had been approved. */
export function tellSuspended({ node, why, verdict }: Suspended): void {
  const detail =
    why === 'selfTest'
      ? i18next.t('suspended.selfTest')
      : i18next.t('suspended.verdict', { verdict: i18next.t(`verdict.kinds.${verdict ?? 'unknown'}`) })
  toast('bad', i18next.t('suspended.title', { name: node.name }), detail, {
    to: `/nodes?node=${node.id}`,
    words: i18next.t('suspended.open'),
  })
}
