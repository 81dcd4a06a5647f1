// Writes man/audit.1 from the tree of commands: node scripts/build.mjs && node scripts/man.mjs. A test holds the committed page to it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { manPage } from '../dist/cli/man-page.js'
import { createProgram } from '../dist/cli/program.js'

mkdirSync(new URL('../man/', import.meta.url), { recursive: true })
writeFileSync(new URL('../man/audit.1', import.meta.url), manPage(createProgram({ signal: new AbortController().signal, env: {}, setCode: () => {} })))
