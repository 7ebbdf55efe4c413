import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { LiveSession } from '#protocol/live/sessions.ts'
import { Button } from '../../design/button.tsx'
import { Dialog, DialogActions } from '../../design/dialog.tsx'
import { Facts } from '../../design/facts.tsx'
import { Notice } from '../../design/notice.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { choiceWords } from '../proxy/choice-words.ts'

type Props = {
  session: LiveSession
  /** It ended while somebody read of it. */
  over: boolean
  staff: boolean
  busy: boolean
  onCut: () => void
  onClose: () => void
}

/** One session, and why it goes over this node. */
export function SessionSheet({ session: it, over, staff, busy, onCut, onClose }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const node = it.node.slice(-6)
  return (
    <Dialog side open onOpenChange={open => !open && onClose()} title={it.target}>
      {over && <Notice tone="accent">{t('sessions.overLead')}</Notice>}
      <Facts
        items={[
          [t('sessions.login'), it.login],
          ...(staff
            ? ([
                [
                  t('sessions.account'),
                  <Link key="account" to={`/accounts/${it.account}`}>
                    {t('sessions.openAccount')}
                  </Link>,
                ],
              ] as const)
            : []),
          [
            t('sessions.node'),
            staff ? (
              <Link key="node" to={`/nodes?search=${it.node}`}>
                {node}
              </Link>
            ) : (
              node
            ),
          ],
          [t('sessions.country'), it.country?.toUpperCase() ?? '–'],
          [t('sessions.why'), choiceWords(t, format, it.choice)],
          [t('sessions.edge'), it.edge],
          [t('sessions.started'), format.dateTime(it.startedAt)],
          [t('sessions.up'), format.bytes(it.up)],
          [t('sessions.down'), format.bytes(it.down)],
        ]}
      />
      <DialogActions>
        <Button onClick={onClose}>{t('common.close')}</Button>
        {!over && (
          <Button look="danger" busy={busy} onClick={onCut}>
            {t('sessions.cut')}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  )
}
