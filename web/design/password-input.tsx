import { Eye, EyeOff } from 'lucide-react'
import { type ComponentProps, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Limits } from '#protocol/limits.ts'
import { Button } from './button.tsx'
import { Input } from './input.tsx'

export function PasswordInput(props: ComponentProps<typeof Input>) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  const label = shown ? t('fields.hidePassword') : t('fields.showPassword')
  return (
    <Input
      {...props}
      type={shown ? 'text' : 'password'}
      maxLength={Limits.passwordMaxChars}
      spellCheck={false}
      autoCapitalize="none"
      end={
        <Button look="ghost" size="sm" square aria-label={label} onClick={() => setShown(!shown)}>
          {shown ? <EyeOff size={16} /> : <Eye size={16} />}
        </Button>
      }
    />
  )
}
