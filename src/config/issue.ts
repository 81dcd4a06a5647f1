import type { z } from 'zod'
import { didYouMean } from '../text/nearest.js'

/** Keys that the schema knows at a place, for suggestions; `*` stands for a name that the user chose. */
const KNOWN: readonly { readonly path: RegExp; readonly keys: readonly string[] }[] = [
  { path: /^$/, keys: ['version', 'incumbent', 'candidates', 'providers', 'models', 'quality', 'latency', 'budget_usd', 'check', 'judge', 'embeddings', 'labels', 'validators', 'gold', 'tasks', 'constraints', 'sources', 'redact'] },
  { path: /^providers\.[^.]+$/, keys: ['api', 'base_url', 'api_key_env', 'api_key_file', 'api_version', 'headers', 'ca_file', 'stream', 'max_concurrency', 'rpm', 'tpm', 'timeout_ms', 'budget_usd', 'regions', 'compliance'] },
  { path: /\.price$/, keys: ['input', 'output', 'cache_read'] },
  { path: /^models\..+$/, keys: ['as', 'price', 'budget_usd'] },
  { path: /^candidates\.\d+$/, keys: ['model', 'price'] },
  { path: /^quality$/, keys: ['margin', 'alpha', 'max_samples', 'control', 'control_share', 'population', 'one_per', 'decidable_only'] },
  { path: /^latency$/, keys: ['max_p95_ratio'] },
  { path: /^check$/, keys: ['margin'] },
  { path: /^judge$/, keys: ['model', 'price', 'rubric', 'force'] },
  { path: /^tasks\.\d+$/, keys: ['match', 'validator', 'gold', 'incumbent', 'candidates', 'margin', 'alpha', 'max_samples', 'control', 'skip'] },
  { path: /match$/, keys: ['id', 'label'] },
  { path: /validator$/, keys: ['name', 'labels', 'tolerance', 'rules', 'database', 'measure', 'ignore', 'partial_credit'] },
  { path: /rules$/, keys: ['must_include', 'must_not_include', 'must_not_contradict', 'max_words', 'max_characters'] },
  { path: /^sources\.\d+$/, keys: ['url', 'table', 'columns', 'tags', 'where', 'final'] },
  { path: /columns$/, keys: ['id', 'request', 'prompt', 'system', 'response', 'model', 'provider', 'input_tokens', 'output_tokens', 'cached_input_tokens', 'cost_usd', 'latency_ms', 'started_at', 'conversation_id', 'status'] },
  { path: /^constraints\.\d+$/, keys: ['id', 'when', 'require'] },
  { path: /when$/, keys: ['field', 'eq', 'ne', 'in', 'not_in', 'exists'] },
  { path: /require$/, keys: ['compliance', 'regions'] },
]

type Issue = z.core.$ZodIssue

/** A union reports every branch; the one that got furthest is the one that was meant. */
function furthest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue
  const branches = issue.errors.filter((errors) => errors.length > 0)
  const depth = (errors: readonly Issue[]) => Math.max(...errors.map((error) => error.path.length + (error.code === 'unrecognized_keys' ? 0.5 : 0)))
  const best = branches.toSorted((a, b) => depth(b) - depth(a))[0]?.[0]
  return best ? furthest({ ...best, path: [...issue.path, ...best.path] }) : issue
}

/** One schema issue in words: where in the document (path), and what is wrong with the way out. */
export function describeIssue(raw: Issue): { readonly path: readonly PropertyKey[]; readonly message: string } {
  const issue = furthest(raw)
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? ''
    const known = KNOWN.find((entry) => entry.path.test(path.join('.')))?.keys ?? []
    const list = known.length > 0 ? ` Known here: ${known.join(', ')}.` : ''
    return { path: [...issue.path, key], message: `unknown key "${key}"${path.length > 0 ? ` in ${path.join('.')}` : ''}.${didYouMean(key, known) || list}` }
  }
  const cause = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message
  return { path: issue.path, message: `${path.join('.') || 'the document'}: ${cause}` }
}
