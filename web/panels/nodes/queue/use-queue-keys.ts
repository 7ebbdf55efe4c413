import { useEffect, useEffectEvent } from 'react'
import { chordMs } from '../../../frame/use-shortcuts.ts'
import { createQueueKeys, type Focus, type QueueKey } from './queue-keys.ts'

/** Tells which key was meant for the queue, on the whole page, as long as nothing else has the keys. */
export function useQueueKeys(onKey: (key: QueueKey) => void): void {
  const heard = useEffectEvent(onKey)
  useEffect(() => {
    const meaning = createQueueKeys(chordMs)
    const onDown = (event: KeyboardEvent) => {
      const key = meaning(event, focusOf(event.target), performance.now())
      if (!key) return
      event.preventDefault()
      heard(key)
    }
    addEventListener('keydown', onDown)
    return () => removeEventListener('keydown', onDown)
  }, [])
}

function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof HTMLElement)) return 'nothing'
  // Who has opened something reads or writes there.
  if (document.querySelector('[role="dialog"], [role="menu"]')) return 'typing'
  const box = target.closest('input[type="checkbox"]')
  if (target.isContentEditable || (!box && target.closest('input, textarea, select'))) return 'typing'
  if (target.matches('[role="region"]')) return 'reading'
  return box || target.closest('button, a, summary') ? 'button' : 'nothing'
}
