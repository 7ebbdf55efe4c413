import { labelBox } from './points-shader.ts'

/** `1,204` is told by the tip; in a circle there is room for `1.2k`. */
export function shortCount(count: number): string {
  if (count < 1_000) return String(count)
  if (count < 9_950) return `${(count / 1_000).toFixed(1)}k`
  return `${Math.round(count / 1_000)}k`
}

/** Figures, each written once into a cell of one picture. When it is full it begins anew, and `generation` says so. */
export function createLabels(ratio: number) {
  const { width, height, columns, rows } = labelBox
  const canvas = document.createElement('canvas')
  canvas.width = width * columns * ratio
  canvas.height = height * rows * ratio
  const ink = canvas.getContext('2d', { willReadFrequently: false })
  const cells = new Map<string, number>()
  const family = getComputedStyle(document.body).fontFamily

  const labels = {
    canvas,
    ratio,
    generation: 0,
    /** Something was written that the card does not have yet. */
    isFresh: true,
    cellOf(count: number): number {
      const text = shortCount(count)
      const known = cells.get(text)
      if (known !== undefined) return known
      if (cells.size === columns * rows) labels.clear()
      const cell = cells.size
      cells.set(text, cell)
      write(text, cell)
      labels.isFresh = true
      return cell
    },
    /** Also when the font has come. */
    clear() {
      cells.clear()
      ink?.clearRect(0, 0, canvas.width, canvas.height)
      labels.generation++
    },
  }

  function write(text: string, cell: number) {
    if (!ink) return
    ink.setTransform(ratio, 0, 0, ratio, 0, 0)
    ink.font = `600 ${text.length > 3 ? 11 : 12}px ${family}`
    ink.textAlign = 'center'
    ink.textBaseline = 'middle'
    ink.fillText(text, ((cell % columns) + 0.5) * width, (Math.floor(cell / columns) + 0.5) * height + 0.5)
  }
  return labels
}
export type Labels = ReturnType<typeof createLabels>
