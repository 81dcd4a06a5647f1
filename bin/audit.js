#!/usr/bin/env node
// The only place that ends the process. Standard output is flushed first: it may be a pipe.
import { main } from '../dist/cli/main.js'

const code = await main(process.argv.slice(2))
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))
