import { Limits } from '#protocol/limits.ts'
import { anywhere, type Routing } from '#protocol/routing.ts'

/** What somebody asks of the builder, as they typed it. */
export type Wish = {
  door: 'http' | 'socks'
  edge: string | null
  country: string
  city: string
  asn: string
  sticky: boolean
  name: string
  minutes: string
  strict: boolean
}
export const firstWish: Wish = {
  door: 'http',
  edge: null,
  country: '',
  city: '',
  asn: '',
  sticky: false,
  name: 'cart1',
  minutes: String(Limits.pinDefaultMinutes),
  strict: false,
}
export type Wrong = 'asn' | 'name' | 'minutes'

const whole = (text: string, most: number): number | null => {
  const value = /^\d{1,10}$/.test(text.trim()) ? Number(text) : 0
  return value >= 1 && value <= most ? value : null
}

/** What the user name shall say, and which fields it cannot say: those are left out of it. */
export function routingOf(wish: Wish): { routing: Routing; wrong: ReadonlySet<Wrong> } {
  const wrong = new Set<Wrong>()
  const asn = wish.asn.trim() === '' ? null : whole(wish.asn, 2 ** 32 - 1)
  if (wish.asn.trim() !== '' && asn === null) wrong.add('asn')
  const routing = { ...anywhere, country: wish.country || null, city: wish.city || null, asn }
  if (!wish.sticky) return { routing, wrong }
  const named = /^[A-Za-z0-9_.]{1,40}$/.test(wish.name)
  const minutes = whole(wish.minutes, Limits.pinMaxMinutes)
  if (!named) wrong.add('name')
  if (minutes === null) wrong.add('minutes')
  return {
    routing: {
      ...routing,
      session: named ? wish.name : null,
      ttlMinutes: minutes ?? Limits.pinDefaultMinutes,
      strict: named && wish.strict,
    },
    wrong,
  }
}
