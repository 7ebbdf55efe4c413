declare module 'virtual:routes' {
  import type { RouteTable } from './api/client.ts'
  export const routes: RouteTable
}
