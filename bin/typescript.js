// Lets Node read TypeScript where it cannot itself (before 22.18): types are taken out by the transformer that newer versions have built in.
// Registered only when a validator of the user's is a .ts file. Shipped as it is, like the workers: Node loads it by its address.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const { transformSync } = createRequire(import.meta.url)('@swc/wasm-typescript')
const isTyped = (url) => url.startsWith('file:') && /\.[cm]?ts$/.test(new URL(url).pathname)

export async function load(url, context, next) {
  if (!isTyped(url)) return next(url, context)
  const path = fileURLToPath(url)
  let source
  try {
    source = transformSync(readFileSync(path, 'utf8'), { mode: 'transform' }).code
  } catch (error) {
    if (error?.code === 'ENOENT') throw error
    const { message = error, startLine } = error ?? {}
    throw new SyntaxError(`${startLine === undefined ? '' : `line ${startLine}: `}${String(message).slice(0, 200)}`)
  }
  return { format: 'module', source, shortCircuit: true }
}

/** `./other.js` in a .ts file may be `./other.ts`, as TypeScript wants it written. */
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context)
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND' || !isTyped(context.parentURL ?? '') || !/^\.{1,2}\/.*\.[cm]?js$/.test(specifier)) throw error
    return next(specifier.replace(/js$/, 'ts'), context)
  }
}
