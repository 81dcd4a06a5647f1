import { didYouMean } from '../text/nearest.js'
import { API_VERSION, FIELD_PATTERN, ID_PATTERN, PERIOD_PATTERN, TAG_PATTERN } from './document.js'
import type { Path, PolicyIssue } from './shape.js'
import { TEXT } from './shape.js'

/** A fault, and what to do about it: a sentence. */
export interface PolicyFault extends PolicyIssue {
  readonly way: string
}

/** `error`: the policy cannot be relied on. `warning`: it can, but something in it has no effect or soon will. */
export interface LintIssue extends PolicyFault {
  readonly severity: 'error' | 'warning'
  /** The policy is sound, and its time is over. */
  readonly isExpiry?: true
}

/** What a document has under a path; undefined where it ends before. */
export function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string | number, unknown>)[key] : undefined), document)
}

const SHOWN = 60

/** A text as people are shown it: with its end cut off where it is long. */
export function shortened(text: string, limit = SHOWN): string {
  const points = Array.from(text.slice(0, 2 * limit + 2))
  return points.length <= limit ? text : `${points.slice(0, limit - 1).join('')}…`
}

/** A path as it stands in messages. */
export function pathText(path: Path): string {
  return path.map((part) => shortened(String(part), 80)).join('.') || 'the document'
}

/** What the checks of the runtime say, which are as short as they can be; what must stand there; how to go on. */
const NEEDS: readonly (readonly [terse: string, need: string, way: string])[] = [
  [`${API_VERSION}, the version that this program knows: update it for a later one`, `${API_VERSION}, the version that this program knows`, 'Write it so; for a policy of a later version update the program.'],
  [`match ${TEXT}`, 'a text that is not empty', 'Write one, in quotes where YAML would read it as a number or as true.'],
  [`match ${ID_PATTERN}`, 'an id: lower-case letters, digits, ".", "_", "-", at most 63', 'Write it like eu-tickets.2.'],
  [`match ${TAG_PATTERN}`, 'lower-case letters, digits, "_" and "-"', 'Write it like eu or json_mode.'],
  [`match ${PERIOD_PATTERN}`, 'a length of time such as 15m, 1h, 1d or 1mo', 'Write a whole number and m, h, d or mo.'],
  ['match /^[^][^]/u', 'a text of two characters or more', 'Write a longer keyword, or a regex: one character occurs in nearly every text.'],
  [`match ${FIELD_PATTERN}`, 'a field of a request', 'The fields are metadata.NAME, headers.NAME (lower case), env, and those of user, prompt, tokens and request in docs/policy.md, section 2.'],
  ['a time of RFC 3339', 'a time of RFC 3339, e.g. 2027-01-31T00:00:00Z', 'Write day, time with seconds, and Z or an offset.'],
  [`a number from ${Number.MIN_VALUE} to ${Number.MAX_VALUE}`, 'an amount in USD above 0', 'Write it like 25 or 0.5, without quotes and currency.'],
  [`a number from ${-Number.MAX_VALUE} to ${Number.MAX_VALUE}`, 'a number', 'Write it without quotes, and not .nan or .inf.'],
  ['true or false', 'true or false', 'Write one of the two, without quotes.'],
  ['true', 'true', 'Write always: true; what is never to match is left out.'],
  ['a text', 'a text', 'Write it in quotes.'],
  ['a map', 'a map', 'Write it as lines of name: value, or in braces.'],
  ['a list that is not empty', 'a list that is not empty', 'Write it in brackets, or an item after each dash.'],
  ['a condition', 'a condition', 'Write always: true, a field and one operator, all, any, not, or a classifier (docs/policy.md, section 3).'],
  ['a number above 0 and below 1', 'a number above 0 and below 1', 'Write it like 0.05.'],
  ['a list of two numbers, the lower one first', 'a list of two numbers, the lower one first', 'Write it like [-0.01, 0.03].'],
  ['a list that names each once', 'a list that names each once', 'Remove what stands there twice.'],
  ['a finite number', 'a finite number', 'Write a number, or leave the field out: .nan, .inf and numbers beyond 1.8e308 have no place in a policy.'],
  ['a day such as 2027-01-31', 'a day such as 2027-01-31', 'Write year, month and day, in quotes.'],
  ['the name of an environment variable, never a key', 'the name of an environment variable, never a key', 'Put the key into the environment, and write the name of its variable, e.g. OPENAI_API_KEY.'],
]

/** Everything else that the checks say, by how it begins. */
const WAYS: readonly (readonly [says: RegExp, way: string])[] = [
  [/^must have exactly one operator/, 'Keep one operator; put further ones into conditions of their own under all.'],
  [/^must have exactly one of/, 'Keep one of them; put several conditions into all or any.'],
  [/^must have two labels/, 'Give each label its bias, in the same order.'],
  [/^must have base64/, 'Write little-endian float32 as base64 (docs/policy.md, section 6), or take the classifier from the policy that it came with.'],
  [/^is nested too deeply/, 'Conditions may be 32 deep: join parts into one all or any, or split the route.'],
  [/^is not a field here/, 'Remove it, or correct its name.'],
  [/^is the id of two routes/, 'Rename one of them, and what refers to it.'],
  [/^is not usable: the regex .* unfolds/s, 'Shorten it or its repeats, or spread it over several conditions under any.'],
  [/^is not usable: the regex .* nested/s, 'Leave out groups that group nothing.'],
  [/^is not usable: the regex .* (?:open group|\) too many|nothing to repeat)/s, 'Complete it, or escape the character with a backslash where it stands for itself.'],
  [/^is not usable: the regex/, 'Write it in the subset of RE2 of docs/policy.md, section 3: without look-around and back references.'],
  [/^is not usable: .*time zone/i, 'Write a name of the IANA time zones, e.g. Europe/Berlin.'],
  [/^is not usable: must be a URL without/, 'Remove user and password; api_key_env names the variable of the key.'],
  [/^is not usable: .*URL/, 'Write the whole address, e.g. https://llm.example.com/v1.'],
]

const TABLES: Readonly<Record<string, 'models' | 'providers' | 'routes'>> = { model: 'models', provider: 'providers', route: 'routes', on_expired: 'routes', otherwise: 'routes', on_exceeded: 'routes' }
const TIME = /^must match \/\^\(\?:(?:\(\?:)?\[01\]/
const FIELDS = ['env', ...['tier', 'id', 'region'].map((name) => `user.${name}`), ...['fingerprint', 'system_sha256', 'system', 'last_user'].map((name) => `prompt.${name}`), 'tokens.input', 'tokens.max_output',
  ...['id', 'model', 'stream', 'has_tools', 'has_images', 'has_system', 'wants_json', 'language', 'turns'].map((name) => `request.${name}`)]
const LISTED = 20
const COMPARED = 1000

/** The names of a table's entries, routes by their ids. */
function entriesOf(document: unknown, table: string): readonly string[] {
  const entries = valueAt(document, [table])
  const names = Array.isArray(entries) ? entries.map((entry: unknown) => valueAt(entry, ['id'])) : typeof entries === 'object' && entries !== null ? Object.keys(entries) : []
  return names.filter((name) => typeof name === 'string')
}

const listed = (names: readonly string[]): string => `${names.slice(0, LISTED).map((name) => shortened(name)).join(', ')}${names.length > LISTED ? ` and ${names.length - LISTED} more` : ''}`

/** A name that is none of those that it must be one of: the words of the format, or entries of a table of the document. */
function choice({ path, message }: PolicyIssue, document: unknown): PolicyFault | undefined {
  const list = /(?:^| )is none of (.*)$/s.exec(message)?.[1]
  if (list === undefined) return undefined
  const key = path.at(-1)
  if (message.startsWith('is none of')) return { path, message: `is no operator or part of a condition. It must be one of ${list.split(',').join(', ')}.${didYouMean(String(key), list.split(','))}`, way: 'Correct its name.' }
  const given = valueAt(document, path)
  const typed = typeof given === 'string' ? given : ''
  const table = TABLES[String(key)]
  // The tables are free names; of the format’s own words none has a comma.
  const isReference = table !== undefined && !(key === 'on_exceeded' && path.includes('budget')) && !(path.includes('budgets') && key === 'on_exceeded')
  const names = isReference ? entriesOf(document, table) : list.split(',')
  const said = given === undefined ? 'missing' : shortened(JSON.stringify(given))
  const known = names.length === 0 ? `and there are no ${table ?? 'words'}` : `and must be one of ${listed(names)}`
  return { path, message: `is ${said}, ${known}.${didYouMean(typed, names.slice(0, COMPARED))}`, way: isReference ? `Name one that is there, or add it under ${table}.` : 'Write one of them.' }
}

function needOf(terse: string): readonly [need: string, way: string] | undefined {
  const known = NEEDS.find(([said]) => said === terse)
  if (known !== undefined) return [known[1], known[2]]
  const [, whole = '', low = '', high = ''] = /^a (whole )?number from (\S+) to (\S+)$/.exec(terse) ?? []
  if (low === '') return undefined
  return [`a ${whole}number from ${low} ${Number(high) >= Number.MAX_SAFE_INTEGER ? 'up' : `to ${high}`}`, 'Write one within these bounds, without quotes.']
}

/** What a check says, for people: in words, with what to do. */
export function inWords(issue: PolicyIssue, document: unknown): PolicyFault {
  const { path, message } = issue
  const value = valueAt(document, path)
  if (path.length === 0) return { path, message: 'must be a map, with apiVersion, kind, metadata, defaults, providers, models and routes', way: 'Write one with audit run, or by docs/policy.md, section 1.' }
  const chosen = choice(issue, document)
  if (chosen !== undefined) return chosen
  const terse = message.replace(/^must (?:be )?/, '')
  const need = TIME.test(message) ? ['a time from 00:00 to 23:59, or, as an end, 24:00', 'Write hours and minutes with two digits each, in quotes.'] as const : message.startsWith('must ') ? needOf(terse) : undefined
  if (need !== undefined) {
    const [what, way] = need
    if (value === undefined) return { path, message: 'is missing', way: `Add it: ${what}.` }
    return { path, message: `must be ${what}${terse.startsWith('match /^(?:metadata') && typeof value === 'string' ? `.${didYouMean(value, FIELDS)}` : ''}`, way }
  }
  const said = typeof value === 'string' ? message.replace(JSON.stringify(value), () => shortened(JSON.stringify(value))) : message
  return { path, message: shortened(said, 300), way: WAYS.find(([says]) => says.test(message))?.[1] ?? 'Correct it by docs/policy.md.' }
}
