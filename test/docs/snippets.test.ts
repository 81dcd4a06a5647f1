import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseConfig } from '../../src/config/parse.js'

const root = new URL('../../', import.meta.url)
const pages = ['README.md', 'CONTRIBUTING.md', ...['docs/', 'docs/gateways/'].flatMap((folder) => readdirSync(new URL(folder, root)).filter((name) => name.endsWith('.md')).map((name) => folder + name))]
const text = (name: string): string => readFileSync(new URL(name, root), 'utf8')
const keys = Object.keys((JSON.parse(text('schemas/audit.config.schema.json')) as { properties: object }).properties)

/** Blocks of YAML that are a configuration or a part of one: every other one that the pages show is a workflow, named by its `on`. */
function configurations(page: string): readonly string[] {
  return [...page.matchAll(/^```ya?ml\n([^]*?)^```/gm)].map(([, block = '']) => block).filter((block) => !/^(?:on|jobs):/m.test(block))
}

/** Fragments in the text: `providers: { … }` within back quotes, of a key of the configuration and a value in brackets. */
function fragments(page: string): readonly string[] {
  const prose = page.replace(/^```[^]*?^```/gm, '')
  return [...prose.matchAll(/`([a-z_]+: [[{][^`]*[\]}])`/g)].map(([, fragment = '']) => fragment.replaceAll('\n', ' ')).filter((fragment) => keys.includes(fragment.split(':')[0] ?? '') && !fragment.includes('…'))
}

/** A part of a configuration as a whole one. */
const whole = (part: string): string => (/^version:/m.test(part) ? part : `version: 1\n${part}`)

/** Entries of providers and strategies that stand by themselves in the text. */
function entries(page: string): readonly string[] {
  return [...page.matchAll(/`(\{ (api|kind): [^`…]*\})`/g)].map(([, entry = '', kind]) => (kind === 'api' ? `providers: { one: ${entry.replaceAll('\n', ' ')} }` : `strategies: [${entry.replaceAll('\n', ' ')}]`))
}

describe('configurations in the documents', () => {
  it.each(pages)('%s shows only what the program reads', (page) => {
    for (const part of [...configurations(text(page)), ...fragments(text(page)), ...entries(text(page))]) expect(() => parseConfig(whole(part), page), part).not.toThrow()
  })

  it('are found, and a key that is not one is seen', () => {
    expect(pages.flatMap((page) => configurations(text(page))).length).toBeGreaterThanOrEqual(5)
    expect(pages.flatMap((page) => fragments(text(page))).length).toBeGreaterThanOrEqual(2)
    expect(pages.flatMap((page) => entries(text(page))).length).toBeGreaterThanOrEqual(3)
    expect(() => parseConfig(whole('candidate: [a/b]'), 'x')).toThrow(/candidate/)
    expect(fragments('see `models: { a: { omit: [seed] } }` and `share: [1]` and `judge: { model: … }`')).toEqual(['models: { a: { omit: [seed] } }'])
  })

  it('the page of the configuration names every key at the top', () => {
    const page = text('docs/configuration.md')
    for (const key of keys) expect(page, key).toMatch(new RegExp(`^${key}:|\\b${key}: |\\*\\*${key}\\*\\*`, 'm'))
  })
})

/** Field names that a table of the policy's page lists in the rows that begin with a name of the schema. */
function namesIn(row: string): readonly string[] {
  return [...row.matchAll(/`([a-z_]+)\??`/g)].map(([, name = '']) => name)
}

describe('the page of the policy', () => {
  const schema = JSON.parse(text('schemas/policy.schema.json')) as unknown
  const known = new Set<string>()
  const collect = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(collect)
    if (typeof node !== 'object' || node === null) return
    for (const [key, value] of Object.entries(node)) {
      if (key === 'properties') for (const name of Object.keys(value as object)) known.add(name)
      collect(value)
    }
  }
  collect(schema)

  it('names in its table of the document only fields that the schema has', () => {
    const table = /## 1\.[^]*?\n(\| field \|[^]*?)\n\n/.exec(text('docs/policy.md'))?.[1] ?? ''
    // Values that stand among the fields.
    const values = new Set(['budget', 'standard', 'premium', 'temperature', 'no_match', 'error', 'route'])
    const rows = table.split('\n').slice(2)
    expect(rows.length).toBeGreaterThanOrEqual(8)
    for (const row of rows) for (const name of namesIn(row)) if (!values.has(name)) expect(known, row).toContain(name)
  })

  it('names every field at the top of a document and of a route', () => {
    const page = text('docs/policy.md')
    const top = (schema as { properties: Record<string, unknown> }).properties
    for (const name of Object.keys(top)) expect(page, name).toContain(name)
  })

  it('has examples that parse: the vectors it points to lie beside it', () => {
    for (const [, name = ''] of text('docs/policy.md').matchAll(/\(\.\.\/(fixtures\/policy\/[^)]+\.ya?ml)\)/g)) expect(parse(text(name))).toHaveProperty('apiVersion')
  })
})
