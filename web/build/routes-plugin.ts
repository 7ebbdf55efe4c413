import type { Plugin } from 'vite'
import { api } from '#protocol/rest/api.ts'

/**
 * `virtual:routes` is the method and path of every endpoint, taken from the contract while building:
 * the browser calls by the same table as the hub without carrying the schemas (zod alone is 22 KB).
 */
export function routesPlugin(): Plugin {
  const id = 'virtual:routes'
  const table = Object.fromEntries(Object.entries(api).map(([name, e]) => [name, [e.method, e.path]]))
  return {
    name: 'traffix-routes',
    resolveId: source => (source === id ? `\0${id}` : null),
    load: loaded => (loaded === `\0${id}` ? `export const routes = ${JSON.stringify(table)}` : null),
  }
}
