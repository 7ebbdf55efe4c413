import { useRef } from 'react'
import { focusPage } from './focus-home.ts'

/**
 * Our dialogs open from anywhere (a link, a key, a menu), so Radix knows no trigger to give the focus
 * back to: whoever had it when the dialog came gets it when the dialog goes.
 */
export function useReturnFocus() {
  const opener = useRef<Element | null>(null)
  return {
    onOpenAutoFocus() {
      opener.current = document.activeElement
    },
    onCloseAutoFocus(event: Event) {
      event.preventDefault()
      const back = opener.current
      // The item of a menu that has closed meanwhile is gone.
      if (back instanceof HTMLElement && back.isConnected && back !== document.body)
        back.focus({ preventScroll: true })
      else focusPage()
    },
  }
}
