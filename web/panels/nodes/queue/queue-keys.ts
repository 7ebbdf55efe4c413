export type QueueKey = 'approve' | 'reject' | 'next' | 'previous' | 'select'
type Press = Pick<KeyboardEvent, 'code' | 'repeat' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>
/** What has the focus: its own keys come first. */
export type Focus = 'nothing' | 'button' | 'reading' | 'typing'

/** By their place, so that they work in any layout. */
const keys: Record<string, QueueKey> = {
  KeyA: 'approve',
  KeyR: 'reject',
  KeyN: 'next',
  KeyJ: 'next',
  ArrowDown: 'next',
  KeyK: 'previous',
  ArrowUp: 'previous',
  KeyX: 'select',
  Space: 'select',
}
/** As they are shown; where there are two, the one that is nearer to the hand. */
export const queueHints: readonly (readonly [QueueKey, string])[] = [
  ['approve', 'A'],
  ['reject', 'R'],
  ['next', 'N'],
  ['previous', 'K'],
  ['select', 'X'],
]
export const hintOf = (key: QueueKey): string => queueHints.find(it => it[0] === key)![1]
/** What presses a button, and what scrolls what is read. */
const own: Partial<Record<Focus, readonly string[]>> = {
  button: ['Space'],
  reading: ['Space', 'ArrowUp', 'ArrowDown'],
}
/** A key that is held moves on; it decides nothing. */
const repeats: readonly QueueKey[] = ['next', 'previous']

/**
 * What a press means for the queue. `g` and then a key goes to another page, so a key that follows it is not for the
 * queue: `g a` must approve nobody.
 */
export function createQueueKeys(chordMs: number) {
  let chordUntil = -Infinity
  return (press: Press, focus: Focus, now: number): QueueKey | null => {
    if (focus === 'typing' || press.ctrlKey || press.metaKey || press.altKey || press.shiftKey) return null
    if (press.code === 'KeyG') {
      chordUntil = now + chordMs
      return null
    }
    const inChord = now < chordUntil
    chordUntil = -Infinity
    if (inChord) return null
    if (own[focus]?.includes(press.code)) return null
    const key = keys[press.code] ?? null
    return key && press.repeat && !repeats.includes(key) ? null : key
  }
}
