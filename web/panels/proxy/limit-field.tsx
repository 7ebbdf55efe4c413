import { useTranslation } from 'react-i18next'
import { Field } from '../../design/field.tsx'
import { Input } from '../../design/input.tsx'

type Props = { label: string; error: string | undefined; value: string; onChange: (value: string) => void }

/** A limit as people write it (`limits-form.ts`); empty is none. */
export function LimitField({ label, error, value, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <Field label={label} optional error={error}>
      {ids => (
        <Input
          {...ids}
          inputMode="decimal"
          placeholder={t('proxy.unlimited')}
          value={value}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
