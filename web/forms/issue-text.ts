import type { TFunction } from 'i18next'
import type { z } from 'zod'
import type { ApiErrorCode } from '../api/api-error.ts'

type Issue = z.core.$ZodIssue

/** What a schema found, in the viewer's language; the schemas' own words are for programs. */
export function issueText(t: TFunction, issue: Issue): string {
  switch (issue.code) {
    case 'too_small':
      return Number(issue.minimum) <= 1
        ? t('invalid.required')
        : t('invalid.tooShort', { count: Number(issue.minimum) })
    case 'too_big':
      return t('invalid.tooLong', { count: Number(issue.maximum) })
    case 'invalid_format':
      return issue.format === 'email' ? t('invalid.email') : t('invalid.wrong')
    case 'invalid_type':
    case 'invalid_value':
      return t('invalid.required')
    case 'custom':
      if (issue.path.at(-1) === 'timeZone') return t('invalid.timeZone')
      if (issue.path.at(-1) === 'account') return t('invalid.account')
      return t('invalid.other')
    default:
      return t('invalid.other')
  }
}

/** What the hub found that a schema cannot know. */
export function fieldText(t: TFunction, code: ApiErrorCode, field: string, message: string): string {
  if (code === 'conflict' && (field === 'email' || field === 'name')) return t('invalid.taken')
  if (field === 'current') return t('invalid.wrong')
  return message
}
