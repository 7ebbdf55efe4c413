import { randomBytes } from 'node:crypto'
import type { z } from 'zod'
import { BusDown } from '#bus/bus-down.ts'
import type { Bus } from '#bus/connect.ts'
import { readDoors } from '#bus/doors.ts'
import { codeHash } from '#bus/enrolling.ts'
import type { Enrollment as EnrollmentRow } from '#db/repositories/enrollments.ts'
import type { EdgeDoors, Place } from '#protocol/directory.ts'
import { enrollLink } from '#protocol/enroll-link.ts'
import { Refusal } from '#protocol/errors.ts'
import type { Enrollment, StatedPlace } from '#protocol/rest/enrollments.ts'
import type { Keeper } from '../directory/keeper.ts'
import { by } from '../door/by.ts'
import type { DoorDeps } from '../door/deps.ts'
import type { Handlers } from '../http/routes.ts'

type Routes = Pick<Handlers, 'listEnrollments' | 'createEnrollment' | 'revokeEnrollment'>

/** Without the letters that are mistaken for others. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** 100 bits, in groups that can be read out. */
const makeCode = (): string =>
  [...randomBytes(20)]
    .map(byte => letters[byte % 32])
    .join('')
    .replace(/(.{4})(?=.)/g, '$1-')

const placeOf = (given: z.output<typeof StatedPlace>): Place => ({
  country: given.country?.toLowerCase() ?? null,
  city: given.city ?? null,
  lat: given.lat ?? null,
  lon: given.lon ?? null,
  asn: given.asn ?? null,
})

export async function doorsOf(bus: Bus): Promise<EdgeDoors[]> {
  try {
    return await readDoors(bus)
  } catch (err) {
    if (!(err instanceof BusDown)) throw err
    throw new Refusal('unavailable')
  }
}

export function enrollmentRoutes({ db, bus, keeper }: DoorDeps & { bus: Bus; keeper: Keeper }): Routes {
  return {
    async listEnrollments({ query }) {
      const page = await db.enrollments.list(query)
      return { items: page.items.map(shown), next: page.next }
    },
    async createEnrollment({ body }, { who, address }) {
      if (body.approves && who.me.role !== 'admin')
        throw new Refusal('forbidden', {
          fields: { approves: 'only an admin may let a code approve its devices' },
        })
      const edges = await doorsOf(bus)
      const code = makeCode()
      const { provider, note, maxUses, days, approves } = body
      const place = placeOf(body.place)
      const fresh = {
        provider,
        note,
        maxUses,
        days,
        approves,
        place,
        code: codeHash(code),
        hint: code.slice(0, 4),
      }
      const enrollment = await db.tx(async repos => {
        const created = await repos.enrollments.create({ ...fresh, createdBy: who.me.id })
        if (!created) throw new Refusal('bad_request', { fields: { provider: 'there is no such provider' } })
        const target = {
          kind: 'enrollment',
          id: created.id,
          label: `${created.provider.name} ${created.hint}…`,
        }
        const detail = { maxUses, days, approves }
        await repos.audit.write({ ...by(who.me, address), action: 'enrollment.created', target, detail })
        return created
      })
      await keeper.changed()
      const links = edges.map(({ id, host, tunnelPort, pin }) => ({
        edge: id,
        url: enrollLink({ edge: `${host.includes(':') ? `[${host}]` : host}:${tunnelPort}`, code, pin }),
      }))
      return { enrollment: shown(enrollment), code, links }
    },
    async revokeEnrollment({ params }, { who, address }) {
      await db.tx(async repos => {
        const done = await repos.enrollments.revoke(params.id)
        if (!done) throw new Refusal('not_found')
        const target = { kind: 'enrollment', id: done.id, label: `${done.provider.name} ${done.hint}…` }
        await repos.audit.write({ ...by(who.me, address), action: 'enrollment.revoked', target })
      })
      await keeper.changed()
      return {}
    },
  }
}

const shown = (it: EnrollmentRow): Enrollment => ({
  ...it,
  expiresAt: it.expiresAt.toISOString(),
  revokedAt: it.revokedAt?.toISOString() ?? null,
  createdAt: it.createdAt.toISOString(),
})
