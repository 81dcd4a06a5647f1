#!/usr/bin/env node
// The only place that ends the process. Standard output is flushed first: it may be a pipe.
import { main } from '../dist/cli/main.js'

const code = await main(process.argv.slice(2))
// What could not be written is told by an event that comes after these: a full disk must not end well.
process.stdout.write('', () => process.stderr.write('', () => setImmediate(() => process.exit(code))))
