import { LineCounter, isAlias, isMap, isNode, isScalar, parseDocument, stringify, visit } from 'yaml'
import type { Document, YAMLError } from 'yaml'
import { AuditError } from '../domain/error.js'
import { plain as displayed } from '../text/display.js'
import type { PolicyDocument } from './document.js'
import { shortened } from './in-words.js'
import type { Path } from './shape.js'

const MAX_BYTES = 5_000_000
const MAX_ALIASES = 100
/** Brackets and braces inside one another; a sound policy has fewer than fifty, and the parser goes down by recursion. */
const MAX_DEPTH = 500

/** A policy file as parsed: the plain data, and where each part of it stands. */
export interface ParsedPolicy {
  readonly data: unknown
  /** `file:line:column` of the value at a path, or of its nearest part that the file has; with `key` of the name before it. */
  readonly placeOf: (path: Path, part?: 'key') => string
}

/** The policy as YAML, with a head for people. Strings that YAML 1.1 would read as something else (`on`, dates) are quoted. */
export function policyYaml(document: PolicyDocument): string {
  const { metadata, routes } = document
  const moved = routes.filter((route) => route.evidence !== undefined).length
  const head = [
    `# Routing policy ${metadata.id}, valid until ${metadata.valid_until}.`,
    `# ${moved === 1 ? 'One route moves' : `${moved} routes move`} traffic to a cheaper model; each carries its evidence. The first match by ascending priority wins.`,
    '# Written by `audit run`, which replaces this file only as long as nobody has edited it.',
  ].map((line) => line.replace(/\p{C}/gu, ' '))
  return `${head.join('\n')}\n${stringify(document, { lineWidth: 120, aliasDuplicateObjects: false, compat: 'yaml-1.1', version: '1.2' })}`
}

/** Parses YAML without trusting it: duplicate keys, unknown tags, many aliases and huge files are refused. Throws AuditError (exit 2). */
export function parsePolicyYaml(text: string, file: string): ParsedPolicy {
  const refuse = (place: string, what: string, way: string): AuditError => new AuditError('policy-yaml', `${place}: ${what}`, way)
  if (text.length > MAX_BYTES) throw refuse(`${file}:1:1`, `the file is larger than ${MAX_BYTES / 1e6} MB`, 'Name the policy file with --policy: a policy of a thousand routes takes a tenth of that.')
  const lines = new LineCounter()
  const at = (offset: number): string => { const { line, col } = lines.linePos(offset); return `${file}:${Math.max(1, line)}:${Math.max(1, col)}` }
  const deep = tooDeep(text)
  if (deep !== undefined) throw refuse(`${file}:${deep.line}:${deep.column}`, `more than ${MAX_DEPTH} parts are nested in one another here`, 'Flatten it: conditions may be 32 deep, and nothing else nests.')
  const parsed = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, version: '1.2', stringKeys: true })
  const [error] = [...parsed.errors, ...parsed.warnings]
  if (error !== undefined) throw refuse(at(error.pos[0]), `${faultOf(error, text)}`, wayOf(error))
  const alias = suspectAlias(parsed)
  if (alias?.fault !== undefined) throw refuse(at(alias.offset), alias.fault, 'Write the part out, without the alias.')
  let data: unknown
  try {
    data = parsed.toJS({ maxAliasCount: MAX_ALIASES })
  } catch {
    throw refuse(at(alias?.offset ?? 0), 'the aliases of the file unfold to too much; one of them is here', `Write the parts out, or use fewer than ${MAX_ALIASES} aliases, and none inside of what another repeats.`)
  }
  return { data, placeOf: (path, part) => at(offsetOf(parsed, path, part)) }
}

/** The first place at which more parts are open than a policy can have, by brackets or by depth of indentation; a cheap look that may count those in texts, too. */
function tooDeep(text: string): { readonly line: number; readonly column: number } | undefined {
  let [line, begin, open] = [1, 0, 0]
  let isIndent = true
  let indents = 0
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '\n') [line, begin, isIndent, indents] = [line + 1, at + 1, true, 0]
    else if (char === '[' || char === '{') open += 1
    else if (char === ']' || char === '}') open = Math.max(0, open - 1)
    // `- - - x` and `? ? x` nest without a bracket.
    else if (isIndent && (char === '-' || char === '?') && text[at + 1] === ' ') indents += 1
    else if (char !== ' ') isIndent = false
    if (open > MAX_DEPTH || indents > MAX_DEPTH || (isIndent && at - begin > 4 * MAX_DEPTH)) return { line, column: at - begin + 1 }
  }
  return undefined
}

/** What the parser says, with the key where one stands twice. */
function faultOf(error: YAMLError, text: string): string {
  const said = error.message.replace(/\.$/, '')
  if (error.code !== 'DUPLICATE_KEY') return shortened(displayed(said), 200)
  const key = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s:,{}[\]]+)/.exec(text.slice(error.pos[0], error.pos[0] + 200))?.[0] ?? ''
  return `the key ${shortened(displayed(key))} stands twice in this map (${said})`
}

function wayOf({ code }: YAMLError): string {
  switch (code) {
    case 'DUPLICATE_KEY': return 'Remove one of the two: which one counts would be anybody’s guess.'
    case 'TAG_RESOLVE_FAILED': return 'Remove the tag: a policy has plain texts, numbers, lists and maps.'
    case 'MULTIPLE_DOCS': return 'Keep one document in the file: remove the line --- and what follows it.'
    case 'NON_STRING_KEY': return 'Write the key as a text, in quotes where needed.'
    case 'BAD_ALIAS': return 'Write the part out, without the alias.'
    case 'TAB_AS_INDENT': return 'Indent with spaces.'
    case 'BAD_DIRECTIVE': return 'Remove the line that begins with %.'
    default: return 'Correct the YAML at this place: brackets, quotes, and the same indentation for all parts of a list or map.'
  }
}

/** The alias that is to blame first: one that cannot be followed, else one of a part that has aliases itself, else the first. */
function suspectAlias(parsed: Document.Parsed): { readonly offset: number; readonly fault?: string } | undefined {
  let [first, nested]: [number?, number?] = []
  let faulty: { readonly offset: number; readonly fault: string } | undefined
  const [anchors, withAliases] = [new Set<string>(), new Set<string>()]
  visit(parsed, {
    Node(_key, node, path) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.add(node.anchor)
        return
      }
      const offset = node.range?.[0] ?? 0
      const above = path.flatMap((one) => (isNode(one) && !isAlias(one) && one.anchor !== undefined ? [one.anchor] : []))
      if (above.includes(node.source)) faulty ??= { offset, fault: 'this alias stands inside of what it repeats' }
      else if (!anchors.has(node.source)) faulty ??= { offset, fault: 'no anchor of this name stands before the alias' }
      if (withAliases.has(node.source)) nested ??= offset
      for (const anchor of above) withAliases.add(anchor)
      first ??= offset
    },
  })
  const offset = nested ?? first
  return faulty ?? (offset === undefined ? undefined : { offset })
}

function offsetOf(parsed: Document.Parsed, path: Path, part?: 'key'): number {
  if (part === 'key') {
    const holder = path.length === 1 ? parsed.contents : parsed.getIn(path.slice(0, -1), true)
    const pair = isMap(holder) ? holder.items.find(({ key }) => (isScalar(key) ? key.value : key) === path.at(-1)) : undefined
    if (pair !== undefined && isNode(pair.key) && pair.key.range) return pair.key.range[0]
  }
  for (let length = path.length; length > 0; length--) {
    const node = parsed.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}
