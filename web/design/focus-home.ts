/** Where the keyboard goes on when what had the focus is gone: the page's heading, else the page. */
export function focusPage(): void {
  const home = document.querySelector<HTMLElement>('#main h1') ?? document.getElementById('main')
  if (!home) return
  if (!home.hasAttribute('tabindex')) home.tabIndex = -1
  home.focus({ preventScroll: true })
}

/**
 * A pressed button that vanishes takes the focus with it, and the next Tab would begin at the top of the
 * document. Within `root` the focus then goes to the nearest `[data-focus-home]` that was around it, else to the
 * page's heading.
 */
export function keepFocus(root: HTMLElement | null): (() => void) | undefined {
  if (!root) return
  let last: Element | null = null
  let homes: HTMLElement[] = []
  const note = (event: FocusEvent) => {
    last = event.target as Element
    homes = []
    for (let at = last.parentElement; at; at = at.parentElement) {
      if (at.dataset['focusHome'] !== undefined) homes.push(at)
    }
  }
  const mend = () => {
    if (!last || last.isConnected || document.activeElement !== document.body) return
    last = null
    const home = homes.find(one => one.isConnected)
    if (home) home.focus({ preventScroll: true })
    else focusPage()
  }
  // A frame later: whoever takes the focus for itself (a dialog, a new page) has done so by then.
  const observer = new MutationObserver(() => last && !last.isConnected && requestAnimationFrame(mend))
  observer.observe(root, { childList: true, subtree: true })
  root.addEventListener('focusin', note)
  return () => {
    observer.disconnect()
    root.removeEventListener('focusin', note)
  }
}
