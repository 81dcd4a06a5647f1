import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { PRICE_LIST } from '../../src/prices/library.js'
import { VERSION } from '../../src/version.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

interface Manifest {
  readonly version: string
  readonly bin: Readonly<Record<string, string>>
  readonly files: readonly string[]
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly engines: { readonly node: string }
}

const manifest = JSON.parse(text('package.json')) as Manifest

/** Every file and package that a built module imports before anything is called. */
function importsOf(entry: string): { readonly files: ReadonlySet<string>; readonly packages: ReadonlySet<string> } {
  if (!existsSync(join(ROOT, entry))) throw new Error(`${entry} is missing: run "npm run build" before these tests`)
  const files = new Set<string>()
  const packages = new Set<string>()
  const visit = (file: string): void => {
    if (files.has(file)) return
    files.add(file)
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s(?:[^'"]*?\sfrom\s)?['"]([^'"]+)['"]/gm)) {
      if (specifier.startsWith('.')) visit(join(dirname(file), specifier))
      else packages.add(specifier)
    }
  }
  visit(join(ROOT, entry))
  return { files, packages }
}

describe('the package', () => {
  it('says its version once', () => {
    expect(VERSION).toBe(manifest.version)
    expect(PRICE_LIST.version).toBe(manifest.dependencies[PRICE_LIST.name])
  })

  it('has a program that can be run', () => {
    const bin = manifest.bin['audit'] ?? ''
    expect(text(bin)).toMatch(/^#!\/usr\/bin\/env node\n/)
    expect(statSync(join(ROOT, bin)).mode & 0o111).toBeGreaterThan(0)
    expect(manifest.files).toContain('bin')
  })

  it.each(['./decide', './policy', './policy/client', './policy/lint', './bandit', './package.json'])('exports %s, code and types', (name) => {
    const target = manifest.exports[name]
    const paths = typeof target === 'string' ? [target] : [target?.types ?? '', target?.default ?? '']
    for (const path of paths) expect(existsSync(join(ROOT, path)), path).toBe(true)
  })

  it('pins every dependency to one version', () => {
    for (const [name, version] of Object.entries(manifest.dependencies)) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/)
  })
})

describe('what an import brings along', () => {
  it('is nothing but our own hashes for ./policy, and nothing at all for ./decide', () => {
    const policy = importsOf('dist/policy/index.js')
    expect([...policy.packages].filter((name) => !name.startsWith('@noble/hashes'))).toEqual([])
    expect(policy.files.size).toBeGreaterThan(3)
    const bandit = importsOf('dist/bandit/index.js')
    expect([...bandit.packages]).toEqual([])
    expect([...bandit.files].every((file) => /\/dist\/(?:bandit\/|monitor\/accounts)/u.test(file))).toBe(true)
    const decide = importsOf('dist/decide/index.js')
    expect([...decide.packages]).toEqual([])
    expect(decide.files.size).toBeGreaterThan(5)
  })

  it('is neither an SDK nor ink for the program itself, so that help is quick', () => {
    const heavy = ['openai', '@anthropic-ai/sdk', 'ink', 'react', 'zod', 'yaml', 'cli-table3', '@pydantic/genai-prices']
    const { packages } = importsOf('dist/cli/main.js')
    expect(heavy.filter((name) => [...packages].some((one) => one === name || one.startsWith(`${name}/`)))).toEqual([])
    expect([...packages]).toContain('commander')
  })

  it('works: what is imported can be called', async () => {
    const { createMonitor } = await import(join(ROOT, 'dist/decide/index.js')) as typeof import('../../src/decide/index.js')
    expect(createMonitor({ margin: 0.03, alpha: 0.05, maxSamples: 100, order: 'cheapest-first', futility: true, population: null }, 1, { truth: true }).state).toBe('undecided')
    const { checkPolicy } = await import(join(ROOT, 'dist/policy/index.js')) as typeof import('../../src/policy/index.js')
    expect(checkPolicy({}).length).toBeGreaterThan(0)
  })
})
