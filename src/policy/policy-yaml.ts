import { LineCounter, isNode, parseDocument, stringify } from 'yaml'
import type { Document } from 'yaml'
import { AuditError } from '../domain/error.js'
import type { PolicyDocument } from './document.js'
import { checkWholePolicy } from './full-check.js'
import type { PolicyIssue } from './shape.js'

const MAX_BYTES = 5_000_000
const MAX_ALIASES = 100
const WAY = 'Correct the file, or move it away and write the policy anew with `audit run`.'

/** A policy file as parsed: the plain data, and where each part of it stands. */
export interface ParsedPolicy {
  readonly data: unknown
  /** `file:line:column` of a path, or of its nearest part that the file has. */
  readonly placeOf: (path: readonly (string | number)[]) => string
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
  if (text.length > MAX_BYTES) throw new AuditError('policy-yaml', `${file}: larger than ${MAX_BYTES / 1e6} MB.`, WAY)
  const lines = new LineCounter()
  const at = (offset: number): string => { const { line, col } = lines.linePos(offset); return `${file}:${Math.max(1, line)}:${Math.max(1, col)}` }
  const parsed = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, version: '1.2', stringKeys: true })
  const [error] = [...parsed.errors, ...parsed.warnings]
  if (error !== undefined) throw new AuditError('policy-yaml', `${at(error.pos[0])}: ${error.message}.`, WAY)
  return { data: plain(parsed, file), placeOf: (path) => at(offsetOf(parsed, path)) }
}

/** Parses and checks a policy; every fault is named with its place. Throws AuditError (exit 2). */
export function policyFromYaml(text: string, file: string): PolicyDocument {
  const { data, placeOf } = parsePolicyYaml(text, file)
  const issues = checkWholePolicy(data)
  if (issues.length === 0) return data as PolicyDocument
  const shown = issues.slice(0, 5).map((issue) => issueLine(issue, placeOf))
  throw new AuditError('policy-invalid', `${shown.join('\n')}${issues.length > 5 ? `\nand ${issues.length - 5} more` : ''}`, WAY)
}

function issueLine(issue: PolicyIssue, placeOf: ParsedPolicy['placeOf']): string {
  return `${placeOf(issue.path)}: ${issue.path.join('.') || 'the document'} ${issue.message}`
}

function plain(parsed: Document.Parsed, file: string): unknown {
  try {
    return parsed.toJS({ maxAliasCount: MAX_ALIASES })
  } catch {
    throw new AuditError('policy-yaml', `${file}: its aliases unfold to too much.`, WAY)
  }
}

function offsetOf(parsed: Document.Parsed, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = parsed.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}
