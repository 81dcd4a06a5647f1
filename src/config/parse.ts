import { z } from 'zod'
import { isNode, LineCounter, parseDocument, type Document, type YAMLParseError } from 'yaml'
import { AuditError } from '../domain/error.js'
import { withoutTokens } from '../text/secret-shapes.js'
import { describeIssue } from './issue.js'
import { askingSchema, configSchema, type AuditConfig } from './schema.js'

/** What the parser says of its own functions says nothing to who writes the file. */
const WORDS: Readonly<Partial<Record<YAMLParseError['code'], string>>> = { MULTIPLE_DOCS: 'a second document begins here (---), and one is read', TAG_RESOLVE_FAILED: 'a tag (!…) that is not known here' }

function lineOf(document: Document, path: readonly PropertyKey[], lines: LineCounter): number {
  for (let length = path.length; length > 0; length--) {
    const keys = path.slice(0, length)
    const parent = document.getIn(keys.slice(0, -1), true)
    const items = isNode(parent) && 'items' in parent ? (parent.items as readonly unknown[]) : []
    const pair = items.find((item) => typeof item === 'object' && item !== null && 'key' in item && String(item.key) === String(keys.at(-1)))
    const node = pair && typeof pair === 'object' && 'key' in pair ? pair.key : document.getIn(keys, true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

/** @throws AuditError for an alias without an anchor, or aliases that unfold without end */
function plainData(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    throw new AuditError('config/yaml', `${file}: ${withoutTokens((error as Error).message)}`, 'Write the values out instead of using aliases.')
  }
}

/**
 * Reads a configuration from YAML text.
 * @param asksCandidates true where its candidates are to be asked: then each needs a provider
 * @throws AuditError with file and line: not UTF-8, not YAML, an unknown key (the nearest is named), a value out of range.
 */
export function parseConfig(text: string, file: string, asksCandidates = false): AuditConfig {
  // U+FFFD at the start and NUL after every letter is what UTF-16 looks like, as some Windows editors and shells write it.
  if (text.includes('\u0000')) throw new AuditError('config/encoding', `${file}:1: holds NUL bytes, so it is no UTF-8 text`, 'Save it as UTF-8 (an editor of Windows may have written UTF-16).')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, merge: true, logLevel: 'error' })
  // A tag that nobody here knows (!env, !secret) would leave its text standing as the value.
  const broken = document.errors[0] ?? document.warnings[0]
  if (broken) {
    throw new AuditError('config/yaml', `${file}:${broken.linePos?.[0].line ?? 1}: ${withoutTokens(WORDS[broken.code] ?? (broken.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:$/, ''))}`, 'Correct the YAML at that line.')
  }
  const parsed = (asksCandidates ? askingSchema : configSchema).safeParse(plainData(document, file) ?? {}, { reportInput: true })
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.slice(0, 5).map((issue) => describeIssue(issue, () => z.toJSONSchema(configSchema, { io: 'input' })))
  throw new AuditError(
    'config/invalid',
    issues.map((issue) => `${file}:${lineOf(document, issue.path, lines)}: ${withoutTokens(issue.message)}`).join('\n'),
    'Correct the configuration; docs/configuration.md shows every key.',
  )
}
