import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { chunkGroups } from './build/chunk-groups.ts'
import { landPlugin } from './build/land-plugin.ts'
import { routesPlugin } from './build/routes-plugin.ts'

const hub = process.env['HUB_URL'] ?? 'http://127.0.0.1:8080'
/** What the hub answers; our own folder `web/api` is served beside it. */
const apiPaths = String.raw`^/api/(?![^?]+\.tsx?(?:\?|$))`

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), routesPlugin(), landPlugin()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    // The CSP has no data: for fonts and scripts; nothing is worth inlining anyway.
    assetsInlineLimit: 0,
    // The polyfill would be an inline script.
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: chunkGroups } } },
    // What Node's `brotli` says is the truth and is tested; Vite's own estimate only costs time.
    reportCompressedSize: false,
  },
  server: {
    port: Number(process.env['WEB_DEV_PORT'] ?? 5173),
    strictPort: true,
    host: '127.0.0.1',
    proxy: { [apiPaths]: hub, '/ws': { target: hub, ws: true } },
  },
})
