import type { z } from 'zod'
import { didYouMean } from '../text/nearest.js'
import { knownKeys } from './known-keys.js'

type Issue = z.core.$ZodIssue

/** What a value is called in a sentence. */
const KINDS: Readonly<Record<string, string>> = { string: 'text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', object: 'a map of keys', record: 'a map of keys', null: 'empty' }
const kindOf = (value: unknown): string => (value === null ? 'empty' : Array.isArray(value) ? 'a list' : (KINDS[typeof value] ?? typeof value))

/** Numbers and truth values are shown; a text might be a key that stands in the wrong place. */
const shown = (value: unknown): string => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : kindOf(value))
const andIs = (value: unknown): string => (value === undefined ? ' and is missing' : `, and is ${shown(value)}`)

/** A union reports every branch; the one that got furthest is the one that was meant. */
function furthest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue
  const found = issue.errors.filter((errors) => errors.length > 0)
  const depth = (errors: readonly Issue[]) => Math.max(...errors.map((error) => error.path.length + (error.code === 'unrecognized_keys' ? 0.5 : 0)))
  const best = found.toSorted((a, b) => depth(b) - depth(a))[0]?.[0]
  return best ? furthest({ ...best, path: [...issue.path, ...best.path] }) : issue
}

/** Where each branch of a union misses a key of its own: those keys. */
function missedKeys(issue: Issue): readonly string[] {
  if (issue.code !== 'invalid_union') return []
  const missed = issue.errors.map((errors) => {
    // Beside it a misspelt key may stand, which both branches refuse.
    const [error, ...more] = errors.filter(({ code, path }) => code !== 'unrecognized_keys' || path.length > 0)
    return error?.code === 'invalid_type' && more.length === 0 && error.input === undefined && error.path.length === 1 ? String(error.path[0]) : ''
  })
  return missed.includes('') ? [] : missed
}

/** What a bound or a kind asks for, in words; undefined where the schema has its own. */
function causeOf(issue: Issue): string | undefined {
  if (issue.code === 'invalid_type') return `must be ${KINDS[issue.expected] ?? issue.expected}${andIs(issue.input)}`
  if (issue.code === 'invalid_value') return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}${issue.input === undefined ? ' and is missing' : ''}`
  if (issue.code === 'too_small' && issue.origin === 'string') return 'must not be empty'
  if (issue.code === 'too_small' && issue.origin === 'array') return `must list at least ${issue.minimum}`
  if (issue.code === 'too_small') return `must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}${andIs(issue.input)}`
  if (issue.code === 'too_big' && issue.origin !== 'string' && issue.origin !== 'array') return `must be ${issue.inclusive ? 'at most' : 'below'} ${issue.maximum}${andIs(issue.input)}`
  return undefined
}

/** Words in which people write a key into a file that belongs under version control. */
const CREDENTIAL = /^(?:api[_-]?)?(?:key|token|secret|password)$/i

function unknownKey(key: string, path: readonly string[], schema: () => unknown): string {
  const where = path.length > 0 ? ` in ${path.join('.')}` : ''
  if (path[0] === 'providers' && CREDENTIAL.test(key)) return `unknown key "${key}"${where}: no key stands in this file; api_key_env names the environment variable that holds it`
  const known = knownKeys(schema(), path)
  if (known.includes(key)) return `"${key}"${where} does not go with the other keys there`
  const list = known.length > 0 ? ` Known here: ${known.join(', ')}.` : ''
  return `unknown key "${key}"${where}.${didYouMean(key, known) || list}`
}

/**
 * One schema issue in words: where in the document (path), and what is wrong with the way out.
 * @param schema the JSON Schema of the document, asked for only where keys are to be suggested
 */
export function describeIssue(raw: Issue, schema: () => unknown): { readonly path: readonly PropertyKey[]; readonly message: string } {
  const missed = missedKeys(raw)
  if (missed.length > 1) return { path: raw.path, message: `${raw.path.map(String).join('.')}: needs ${missed.join(' or ')}` }
  const issue = furthest(raw)
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? ''
    return { path: [...issue.path, key], message: unknownKey(key, path, schema) }
  }
  const cause = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : (causeOf(issue) ?? issue.message)
  return { path: issue.path, message: `${path.join('.') || 'the document'}: ${cause}` }
}
