import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PolicyPatch } from '#protocol/policy.ts'
import { Button } from '../../../design/button.tsx'
import { Bone } from '../../../design/states.tsx'
import { RuleRow } from './rule-row.tsx'
import {
  changesOf,
  editOf,
  effectiveOf,
  type RuleChanges,
  type RuleEdit,
  type RuleLayer,
  type RuleName,
  ruleNames,
  textsOf,
} from './rules-form.ts'
import styles from './rules.module.css'

type Props = {
  /** Rules that are set here. For the network itself: all of them. */
  own: PolicyPatch
  /** From whom the others come, the nearest first; null while that is not known. Of the network itself: none. */
  layers: readonly RuleLayer[] | null
  mayChange: boolean
  /** Sends them; when it fails what was written stays. */
  onChange: (changes: RuleChanges) => Promise<unknown>
}

/** When a device may carry: each rule, from whom it comes, and whether it is set here. */
export function RuleEditor({ own, layers, mayChange, onChange }: Props) {
  const { t } = useTranslation()
  const [edit, setEdit] = useState<RuleEdit | null>(null)
  const [wrong, setWrong] = useState<readonly RuleName[]>([])
  const [busy, setBusy] = useState(false)
  const effective = layers && effectiveOf(own, layers)
  if (!layers || !effective) return <Bones />

  // What comes in by itself is shown as long as nobody writes here.
  const now = edit ?? editOf(own, effective)
  const inherited = textsOf(effectiveOf({}, layers) ?? effective)
  const isOwn = (rule: RuleName) => now.own.includes(rule)
  const change = (next: RuleEdit) => {
    setWrong([])
    setEdit(next)
  }
  async function save() {
    const made = changesOf(now, own)
    if ('wrong' in made) return setWrong(made.wrong)
    if (Object.keys(made.changes).length === 0) return setEdit(null)
    setBusy(true)
    try {
      await onChange(made.changes)
      setEdit(null)
    } catch {
      // Whoever sent it has said why.
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className={styles['editor']}
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void save()
      }}
    >
      <ul className={styles['rules']} aria-label={t('rules.title')}>
        {ruleNames.map(rule => {
          const from = layers.find(it => it.rules[rule] !== undefined)?.name
          return (
            <RuleRow
              key={rule}
              rule={rule}
              texts={now.texts}
              own={isOwn(rule)}
              from={from ?? null}
              alone={layers.length === 0}
              mayChange={mayChange}
              wrong={wrong.includes(rule)}
              onText={texts => change({ ...now, texts: { ...now.texts, ...texts } })}
              onOwn={set =>
                change({
                  own: set ? [...now.own, rule] : now.own.filter(it => it !== rule),
                  texts: set ? now.texts : { ...now.texts, [rule]: inherited[rule] },
                })
              }
            />
          )
        })}
      </ul>
      {mayChange && (
        <div className={styles['save']}>
          <Button type="submit" look="primary" busy={busy} disabled={edit === null}>
            {t('rules.save')}
          </Button>
          <Button disabled={edit === null || busy} look="ghost" onClick={() => (setWrong([]), setEdit(null))}>
            {t('rules.undo')}
          </Button>
        </div>
      )}
    </form>
  )
}

const Bones = () => (
  <div aria-hidden="true" className={styles['rules']}>
    {ruleNames.map(rule => (
      <div key={rule} className={styles['rule']}>
        <Bone width="60%" />
      </div>
    ))}
  </div>
)
