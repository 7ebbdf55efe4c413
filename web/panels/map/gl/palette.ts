import { healths } from '#protocol/health.ts'

export type Rgb = readonly [number, number, number]
/** The colours of the map, as the theme has them. `healths` in the order of the contract. */
export type Palette = {
  sea: Rgb
  land: Rgb
  border: Rgb
  disc: Rgb
  text: Rgb
  focus: Rgb
  healths: readonly Rgb[]
}

export const healthTokens = {
  good: '--good',
  weak: '--map-weak',
  poor: '--bad',
  waiting: '--accent-text',
  stopped: '--map-stopped',
  offline: '--quiet',
} as const satisfies Record<(typeof healths)[number], string>

/** Reads the tokens of the theme that is shown now. */
export function readPalette(root: Element = document.documentElement): Palette {
  const style = getComputedStyle(root)
  const of = (token: string) => rgbOf(style.getPropertyValue(token).trim())
  return {
    sea: of('--map-sea'),
    land: of('--map-land'),
    border: of('--map-border'),
    disc: of('--raised'),
    text: of('--text'),
    focus: of('--focus'),
    healths: healths.map(health => of(healthTokens[health])),
  }
}

/** However a colour is written (a build shortens some): a canvas says it as `#rrggbb`. */
export function rgbOf(text: string): Rgb {
  const ink = document.createElement('canvas').getContext('2d')
  if (ink) ink.fillStyle = text
  const said = ink?.fillStyle
  const hex = typeof said === 'string' ? said : ''
  const value = /^#[0-9a-f]{6}$/i.test(hex) ? Number.parseInt(hex.slice(1), 16) : 0
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255]
}

/** Calls back when the theme is another one. */
export function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  return () => observer.disconnect()
}
