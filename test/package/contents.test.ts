import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

it('the main export, code and types, is there after a build', () => {
  const { exports } = JSON.parse(readFileSync(at('package.json'), 'utf8')) as { exports: Record<string, { types: string; default: string }> }
  expect([exports['.']?.types, exports['.']?.default].filter((path) => path === undefined || !existsSync(at(path)))).toEqual([])
})

it.each(['README.md', 'LICENSE', 'schemas'])('the package holds %s, which package.json lists', (name) => {
  expect(existsSync(at(name))).toBe(true)
})
