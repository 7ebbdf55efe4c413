import type { Geo } from '../geo/geo.ts'
import type { Handlers } from '../http/routes.ts'

export const geoRoutes = ({ geo }: { geo: Pick<Geo, 'state'> }): Pick<Handlers, 'getGeo'> => ({
  getGeo: () => ({ geo: geo.state() }),
})
