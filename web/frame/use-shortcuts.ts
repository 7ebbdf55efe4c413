import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import { pages } from './pages.ts'
import { useMyPages } from './use-me.ts'

const isMac = /Mac|iPhone|iPad/.test(navigator.platform)
export const modKey = isMac ? '⌘' : 'Ctrl '
/** How long `g` waits for its second key. */
export const chordMs = 1_500

type Options = { onPalette: () => void; onHelp: () => void }

/** Keys by their place (`code`), so that they work in a Russian layout as well. */
export function useShortcuts(options: Options): void {
  const go = useNavigate()
  const mine = useMyPages()
  const latest = useRef(options)
  useEffect(() => {
    latest.current = options
  })

  useEffect(() => {
    let chordUntil = 0
    const onKey = (event: KeyboardEvent) => {
      if (
        event.code === 'KeyK' &&
        (isMac ? event.metaKey : event.ctrlKey) &&
        !event.shiftKey &&
        !event.altKey
      ) {
        event.preventDefault()
        return latest.current.onPalette()
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return
      if (means(event, '?')) return latest.current.onHelp()
      if (means(event, '/')) return focusSearch(event)
      if (Date.now() < chordUntil) {
        chordUntil = 0
        const name = mine.find(one => `Key${pages[one].key}` === event.code)
        if (name) void go(pages[name].path)
      } else if (event.code === 'KeyG') chordUntil = Date.now() + chordMs
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [go, mine])
}

/** The same key in a Russian layout writes `.` and `,`. */
const onSlashKey = { '/': '.', '?': ',' } as const
const means = (event: KeyboardEvent, sign: '/' | '?') =>
  event.key === sign || (event.code === 'Slash' && event.key === onSlashKey[sign])

/** Somebody types, or a dialog or menu has the keys. */
function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null
  )
}

function focusSearch(event: KeyboardEvent) {
  const search = document.querySelector<HTMLInputElement>('main input[type="search"]')
  if (!search) return
  event.preventDefault()
  search.focus()
}
