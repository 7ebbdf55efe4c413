import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'
import { landBytes } from './land.ts'

const scales = ['110m', '50m'] as const
const id = 'virtual:land'

/**
 * `virtual:land` is where the shapes of the land are: made ready for the graphics card while building, so that a browser
 * cuts no coast into triangles and no third party is asked for tiles.
 */
export function landPlugin(): Plugin {
  let building = false
  const atDev = (scale: string) => `/@land/${scale}.bin`
  return {
    name: 'traffix-land',
    configResolved: config => void (building = config.command === 'build'),
    resolveId: source => (source === id ? `\0${id}` : null),
    load(loaded) {
      if (loaded !== `\0${id}`) return null
      const urls = scales.map(scale => {
        if (!building) return [scale, atDev(scale)]
        const source = landBytes(scale)
        const hash = createHash('sha256').update(source).digest('base64url').slice(0, 8)
        const fileName = `assets/land-${scale}-${hash}.bin`
        this.emitFile({ type: 'asset', fileName, source })
        return [scale, `/${fileName}`]
      })
      return `export const land = ${JSON.stringify(Object.fromEntries(urls))}`
    },
    configureServer({ middlewares }) {
      for (const scale of scales)
        middlewares.use(atDev(scale), (_, response) => response.end(landBytes(scale)))
    },
  }
}
