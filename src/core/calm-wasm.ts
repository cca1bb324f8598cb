import { setFlagsFromString } from 'node:v8'

// Before any WebAssembly is loaded. V8 would optimise PostgreSQL's grammar, one function of 100 KB whose loop jumps all the way back
// for every token, after some ten statements: 350 ms and 550 MiB for 0.013 → 0.0115 ms a statement, and a process does not end
// before that is done. Both flags: with one alone it is optimised all the same, and no budget is large enough.
setFlagsFromString('--no-wasm-tier-up')
setFlagsFromString('--no-wasm-dynamic-tiering')
