import { Search } from 'lucide-react'
import { type ComponentProps, useEffect, useEffectEvent, useRef, useState } from 'react'
import { Input } from '../design/input.tsx'

/** Typing rests before the list is asked. */
const restMs = 250

type Props = Omit<ComponentProps<typeof Input>, 'value' | 'onChange'> & {
  label: string
  value: string
  onChange: (text: string) => void
}

export function SearchInput({ label, value, onChange, ...rest }: Props) {
  const [text, setText] = useState(value)
  // What we asked for comes back as `value`, later than the hand types: only what is not ours is taken over.
  const ours = useRef([value])
  useEffect(() => {
    const known = ours.current.indexOf(value)
    ours.current = known < 0 ? [value] : ours.current.slice(known)
    if (known < 0) setText(value)
  }, [value])

  const send = useEffectEvent((wish: string) => {
    ours.current.push(wish)
    onChange(wish)
  })
  useEffect(() => {
    const wish = text.trim()
    if (wish === ours.current.at(-1)) return
    const timer = setTimeout(() => send(wish), restMs)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <Input
      {...rest}
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
