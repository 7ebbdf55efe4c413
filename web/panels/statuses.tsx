import { useTranslation } from 'react-i18next'
import type { AccountStatus, UserStatus } from '#protocol/person.ts'
import { Badge } from '../design/badge.tsx'

const userTones = { active: 'good', disabled: 'bad', unconfirmed: 'warn' } as const
const accountTones = { active: 'good', suspended: 'bad' } as const

export function UserStatusBadge({ status }: { status: UserStatus }) {
  const { t } = useTranslation()
  return <Badge tone={userTones[status]}>{t(`userStatus.${status}`)}</Badge>
}
export function AccountStatusBadge({ status }: { status: AccountStatus }) {
  const { t } = useTranslation()
  return <Badge tone={accountTones[status]}>{t(`accountStatus.${status}`)}</Badge>
}
