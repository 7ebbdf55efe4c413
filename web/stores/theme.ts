import { create } from 'zustand'
import type { Theme } from '#protocol/person.ts'
import { keep } from '../api/browser.ts'

/** As `themes` of the contract, without its schemas. */
export const themes = ['system', 'dark', 'light'] as const satisfies readonly Theme[]

const stored = keep.get('theme')
export const useTheme = create<{ theme: Theme }>(() => ({
  theme: themes.find(one => one === stored) ?? 'system',
}))

const light = matchMedia('(prefers-color-scheme: light)')
light.addEventListener('change', paint)

export function setTheme(theme: Theme): void {
  keep.set('theme', theme)
  useTheme.setState({ theme })
  paint()
}

// The same decision as public/theme.js makes before the first paint.
function paint() {
  const { theme } = useTheme.getState()
  const dark = theme === 'dark' || (theme === 'system' && !light.matches)
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
  const bar = document.querySelector<HTMLMetaElement>('meta[name="theme-color"]')
  if (bar) bar.content = dark ? '#0b0c0f' : '#fbfbfc'
}
