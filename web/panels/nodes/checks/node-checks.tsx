import { useTranslation } from 'react-i18next'
import type { NodeChecks as Checks } from '#protocol/rest/nodes.ts'
import { Block } from './block.tsx'
import { MeasuredFacts } from './measured-facts.tsx'
import { Reasons } from './reasons.tsx'
import { ScoreFigure } from './score-figure.tsx'
import { ScoreParts } from './score-parts.tsx'
import { SelfTestBadge, SelfTestTries } from './self-test-result.tsx'
import { VerdictHead } from './verdict-head.tsx'
import styles from './checks.module.css'

/** All that is known of whether a node is a home, and how good it is. */
export function NodeChecks({ checks }: { checks: Checks }) {
  const { t } = useTranslation()
  const { verdict, score, selfTest } = checks
  return (
    <div className={styles['checks']}>
      <Block title={t('verdict.title')} aside={<VerdictHead verdict={verdict} />}>
        <Reasons checks={checks} />
      </Block>
      <Block title={t('score.title')} aside={<ScoreFigure points={score?.points ?? null} />}>
        {score ? <ScoreParts score={score} /> : <p className={styles['lead']}>{t('score.none')}</p>}
      </Block>
      <Block title={t('checks.addresses')}>
        <MeasuredFacts checks={checks} />
      </Block>
      <Block title={t('selfTest.title')} aside={<SelfTestBadge test={selfTest} />}>
        {selfTest ? (
          <SelfTestTries test={selfTest} />
        ) : (
          <p className={styles['lead']}>{t('selfTest.lead')}</p>
        )}
      </Block>
    </div>
  )
}
