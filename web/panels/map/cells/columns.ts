import { healths } from '#protocol/health.ts'

/** Places are whole numbers, so that sums of many are exact, whatever came and went. */
export const unit = 2 ** 30
export const kinds = healths.length

/** What a level knows of each node, by its place in the table; nodes of one cell are a list. */
export class Slots {
  readonly room: number
  readonly cell: Int32Array
  readonly next: Int32Array
  readonly prev: Int32Array
  readonly x: Float64Array
  readonly y: Float64Array
  readonly health: Uint8Array
  readonly rate: Float64Array
  constructor(room: number) {
    this.room = room
    this.cell = new Int32Array(room).fill(-1)
    this.next = new Int32Array(room)
    this.prev = new Int32Array(room)
    this.x = new Float64Array(room)
    this.y = new Float64Array(room)
    this.health = new Uint8Array(room)
    this.rate = new Float64Array(room)
  }
  grown(): Slots {
    const more = new Slots(this.room * 2)
    for (const name of ['cell', 'next', 'prev', 'x', 'y', 'health', 'rate'] as const)
      more[name].set(this[name])
    return more
  }
}

/** `whole…`, `owner` and `following` are what `merge` writes: sums of all that is shown as one, at its first cell. */
export class Cells {
  readonly room: number
  readonly key: Float64Array
  readonly head: Int32Array
  readonly count: Int32Array
  readonly sumX: Float64Array
  readonly sumY: Float64Array
  readonly healths: Int32Array
  readonly wasX: Float64Array
  readonly wasY: Float64Array
  readonly owner: Int32Array
  readonly following: Int32Array
  readonly whole: Int32Array
  readonly wholeX: Float64Array
  readonly wholeY: Float64Array
  constructor(room: number) {
    this.room = room
    this.key = new Float64Array(room)
    this.head = new Int32Array(room)
    this.count = new Int32Array(room)
    this.sumX = new Float64Array(room)
    this.sumY = new Float64Array(room)
    this.healths = new Int32Array(room * kinds)
    this.wasX = new Float64Array(room)
    this.wasY = new Float64Array(room)
    this.owner = new Int32Array(room).fill(-1)
    this.following = new Int32Array(room)
    this.whole = new Int32Array(room)
    this.wholeX = new Float64Array(room)
    this.wholeY = new Float64Array(room)
  }
  grown(): Cells {
    const more = new Cells(this.room * 2)
    for (const [name, column] of Object.entries(this))
      if (typeof column === 'object') more[name as 'key'].set(column as Float64Array)
    return more
  }
}
