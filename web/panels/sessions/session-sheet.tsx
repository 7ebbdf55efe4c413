import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { LiveSession } from '#protocol/live/sessions.ts'
import { Button } from '../../design/button.tsx'
import { Dialog, DialogActions } from '../../design/dialog.tsx'
import { Facts } from '../../design/facts.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { choiceWords } from '../proxy/choice-words.ts'

type Props = { session: LiveSession; staff: boolean; busy: boolean; onCut: () => void; onClose: () => void }

/** One session, and why it goes over this node. */
export function SessionSheet({ session: it, staff, busy, onCut, onClose }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Dialog side open onOpenChange={open => !open && onClose()} title={it.target}>
      <Facts
        items={[
          [t('sessions.login'), it.login],
          [
            t('sessions.node'),
            staff ? (
              <Link key="node" to={`/nodes?search=${it.node}`}>
                {it.node.slice(-6)}
              </Link>
            ) : (
              it.node.slice(-6)
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
        <Button look="danger" busy={busy} onClick={onCut}>
          {t('sessions.cut')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
