import './v8-flags.js'
import { enableCompileCache } from 'node:module'

// JavaScript, and the first to run: Node strips a file's types before it can look into its cache, and for the first such file
// loads a compiler of its own, 45 ms of the 90 that `standby --version` took. With the cache on before any TypeScript, it never does.
enableCompileCache()
// Node runs the rest as it stands: docs/adr/0002.
const { main } = await import('../src/main.ts')
await main(process.argv.slice(2))
