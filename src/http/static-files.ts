import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { MiddlewareHandler } from 'hono'

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/**
 * Serves the built console. A path that is no file is one of the console's own pages, so it gets `index.html`; except
 * below `/assets/`, where a missing file is missing.
 */
export function serveConsole(webDir: string): MiddlewareHandler {
  const root = path.resolve(webDir)
  return async (c, next) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return next()
    const file = fileOf(root, c.req.path)
    const found = file === null ? null : await readIfFile(file)
    if (file !== null && found !== null) {
      return c.body(found, 200, { 'content-type': typeOf(file), 'cache-control': cachingOf(root, file) })
    }
    if (c.req.path.startsWith('/assets/')) return c.text('There is no such file.\n', 404)
    const page = await readIfFile(path.join(root, 'index.html'))
    if (page === null) return c.html(NOT_BUILT, 503)
    return c.body(page, 200, { 'content-type': typeOf('.html'), 'cache-control': 'no-cache' })
  }
}

/** Null when the path leads out of the folder, or is not one. */
function fileOf(root: string, urlPath: string): string | null {
  try {
    const file = path.join(root, decodeURIComponent(urlPath))
    return file.startsWith(root + path.sep) && !file.includes('\0') ? file : null
  } catch {
    return null
  }
}

async function readIfFile(file: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return (await stat(file)).isFile() ? new Uint8Array(await readFile(file)) : null
  } catch {
    return null
  }
}

function typeOf(file: string): string {
  return TYPES[path.extname(file) || file] ?? 'application/octet-stream'
}

/** The build puts a digest of the content into the names below `assets/`: what such a name means never changes. */
function cachingOf(root: string, file: string): string {
  return file.startsWith(path.join(root, 'assets') + path.sep) ? 'public, max-age=31536000, immutable' : 'no-cache'
}

const NOT_BUILT = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Standby: the console is not built yet</title></head>
<body>
<h1>The console is not built yet</h1>
<p>The server runs, and its API answers under <code>/api/v1</code>. The first start builds the console, which takes some
seconds: this page looks again by itself. If it stays, run <code>npm run build</code>.</p>
</body>
</html>
`
