import type { ComponentProps } from 'react'
import { Limits } from '#protocol/limits.ts'
import { Input } from './input.tsx'

/** No device may correct or capitalise an address. */
export function EmailInput(props: ComponentProps<typeof Input>) {
  return (
    <Input
      type="email"
      inputMode="email"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={Limits.emailChars}
      {...props}
    />
  )
}
