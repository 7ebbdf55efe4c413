declare module 'virtual:routes' {
  import type { RouteTable } from './api/client.ts'
  export const routes: RouteTable
}

declare module 'virtual:land' {
  /** Where the land is, coarse and fine. */
  export const land: { '110m': string; '50m': string }
}
