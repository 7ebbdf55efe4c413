import type { TFunction } from 'i18next'
import { isApiError } from '../api/api-error.ts'

/** An error in the viewer's language, by its code; a code that is newer than this page in the hub's words. */
export function errorText(t: TFunction, error: unknown): string {
  if (!isApiError(error)) return t('errors.internal')
  return t(`errors.${error.code}`, { defaultValue: error.message })
}
