import { toPoint } from '../gl/mercator.ts'
import { unit } from './columns.ts'

/** Apart so far that circles do not touch at the nearest zooms: 26 pixels at zoom 11. */
const apart = 26 / (256 * 2 ** 11)
const goldenAngle = Math.PI * (3 - Math.sqrt(5))

/**
 * An address is known by its city, so many nodes have one and the same place: there they stand around it like the seeds
 * of a sunflower, each at a seat that it keeps for as long as it is there.
 */
export function createSpread() {
  const places = new Map<string, { free: number[]; next: number }>()
  const seats = new Map<number, { place: string; seat: number }>()

  function leave(slot: number) {
    const own = seats.get(slot)
    if (!own) return
    seats.delete(slot)
    const place = places.get(own.place)!
    place.free.push(own.seat)
    if (place.free.length === place.next) places.delete(own.place)
  }

  return {
    leave,
    /** Where a node stands, in whole parts of the world. */
    at(slot: number, lat: number, lon: number): { x: number; y: number } {
      const name = `${lat} ${lon}`
      let own = seats.get(slot)
      if (own?.place !== name) {
        leave(slot)
        const place = places.get(name) ?? { free: [], next: 0 }
        places.set(name, place)
        own = { place: name, seat: place.free.pop() ?? place.next++ }
        seats.set(slot, own)
      }
      const { x, y } = toPoint({ lat, lon })
      const away = apart * 0.56 * 1.8 * Math.sqrt(own.seat)
      const turn = own.seat * goldenAngle
      return { x: whole(x + away * Math.cos(turn)), y: whole(y + away * Math.sin(turn)) }
    },
  }
}
export type Spread = ReturnType<typeof createSpread>

const whole = (share: number) =>
  Math.min(unit - 1, Math.max(0, Math.round((share - Math.floor(share)) * unit)))
