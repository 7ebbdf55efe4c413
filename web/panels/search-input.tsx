import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Input } from '../design/input.tsx'

/** Typing rests before the list is asked. */
const restMs = 250

type Props = {
  label: string
  value: string
  onChange: (text: string) => void
  className?: string | undefined
}

export function SearchInput({ label, value, onChange, className }: Props) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text.trim() === value) return
    const timer = setTimeout(() => onChange(text.trim()), restMs)
    return () => clearTimeout(timer)
  }, [text, value, onChange])
  return (
    <Input
      className={className}
      type="search"
      icon={<Search size={15} />}
      aria-label={label}
      placeholder={label}
      maxLength={80}
      value={text}
      onChange={event => setText(event.target.value)}
    />
  )
}
