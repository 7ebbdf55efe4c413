import { toNestErrors } from '@hookform/resolvers'
import { useMemo } from 'react'
import {
  type DefaultValues,
  type FieldError,
  type FieldValues,
  type Path,
  type Resolver,
  useForm,
} from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import { isApiError } from '../api/api-error.ts'
import { fieldText, issueText } from './issue-text.ts'

/** A form that the contract's own schema checks, with what is wrong said in the viewer's language. */
export function useZodForm<S extends z.ZodType<FieldValues, FieldValues>>(
  schema: S,
  defaultValues: DefaultValues<z.input<S>>,
) {
  const { t } = useTranslation()
  const resolver = useMemo<Resolver<z.input<S>, unknown, z.output<S>>>(
    () => async (values, _context, options) => {
      const parsed = await schema.safeParseAsync(values)
      if (parsed.success) return { values: parsed.data, errors: {} }
      const errors: Record<string, FieldError> = {}
      for (const issue of parsed.error.issues) {
        errors[issue.path.join('.')] ??= { type: issue.code, message: issueText(t, issue) }
      }
      return { values: {}, errors: toNestErrors<z.input<S>>(errors, options) }
    },
    [schema, t],
  )
  const form = useForm<z.input<S>, unknown, z.output<S>>({ resolver, defaultValues, mode: 'onTouched' })

  return {
    ...form,
    /** What the hub said of single fields goes under them; `true` when there was such a thing. */
    takeFields(error: unknown): boolean {
      if (!isApiError(error)) return false
      const fields = Object.entries(error.fields)
      for (const [name, message] of fields) {
        const shown = fieldText(t, error.code, name, message)
        form.setError(name as Path<z.input<S>>, { type: 'server', message: shown }, { shouldFocus: true })
      }
      return fields.length > 0
    },
  }
}
