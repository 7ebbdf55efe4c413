declare module 'virtual:routes' {
  export const routes: import('./api/client.ts').RouteTable
}
