import { Field } from '../design/field.tsx'
import { Textarea } from '../design/input.tsx'

const mostChars = 500

type Props = { label: string; hint: string; value: string; onChange: (reason: string) => void }

/** Why somebody decides so; it goes into the audit log. */
export const ReasonField = ({ label, hint, value, onChange }: Props) => (
  <Field label={label} hint={hint} optional>
    {ids => (
      <Textarea
        {...ids}
        rows={3}
        maxLength={mostChars}
        value={value}
        onChange={event => onChange(event.target.value)}
      />
    )}
  </Field>
)
