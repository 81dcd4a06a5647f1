import { tokens } from '../../text/words.js'
import { tellingWords } from '../words/word-profile.js'

/** What headings call that which is looked up for a call and put into its prompt; in some languages. */
const CONTENTS = /^(?:(?:retrieved|relevant|reference|additional|background|provided|user|customer|tenant|company|recent|known) )?(?:context|references?|documents?|docs|sources?|passages?|excerpts?|knowledge(?: base)?|search results?|articles?|snippets?|chunks?|examples?|few[- ]shots?|demonstrations?|samples?|glossary|terminology|faqs?|materials?|memor(?:y|ies)|profile|open files|tenant(?: settings| rules)?|house rules|kontext|quellen|dokumente|beispiele|glossar|contexte|exemples|sources|contexto|ejemplos|documentos|exemplos|contesto|esempi|bronnen|voorbeelden)(?: (?:of|for|from|about|von|de|des|van) .{1,60})?$/iu
const HEADING = /^(?:#{1,6}\s+(?<hash>[^\n]{1,80}?)|\*\*(?<bold>[^*\n]{1,80})\*\*|<(?<tag>[\p{L}_-]{2,40})>|(?<plain>[\p{L}{][^\n:.!?]{0,80}?))\s*:?$/u
/** `Reference: the text`, on one line. */
const INLINE = /^(?:#{1,6}\s+)?([\p{L}][\p{L} _-]{1,40}):\s+\S/u
const RULE = /^(?:-{3,}|\*{3,}|_{3,}|={3,})$/u
const LEAST_LEFT = 8

/** The text of a line that can only be a heading: its name, with `_` and `-` as spaces. */
function headingOf(line: string, isAfterGap: boolean): { readonly name: string; readonly tag?: string } | undefined {
  const found = HEADING.exec(line)?.groups
  if (found === undefined) return undefined
  const name = found['hash'] ?? found['bold'] ?? found['tag'] ?? found['plain'] ?? ''
  if (found['plain'] !== undefined && !line.endsWith(':') && !(isAfterGap && line.split(/\s+/u).length <= 4)) return undefined
  return { name: name.replace(/[_-]+/gu, ' ').replace(/:$/u, '').trim(), ...(found['tag'] === undefined ? {} : { tag: found['tag'] }) }
}

/**
 * A prompt without the blocks that headings call context, examples, glossary and the like: they are drawn from a store or belong to a customer, and say nothing of what
 * is asked. A block ends with its closing tag, at a rule, at the next heading or with the prompt. The prompt itself where fewer than `least` telling words are left.
 */
export function withoutMarkedContents(prompt: string, least = LEAST_LEFT): string {
  const kept: string[] = []
  let inside: { readonly tag: string | undefined } | undefined
  let isAfterGap = true
  for (const line of prompt.split('\n')) {
    const text = line.trim()
    if (inside?.tag !== undefined) {
      if (text.endsWith(`</${inside.tag}>`)) inside = undefined
      continue
    }
    const heading = headingOf(text, isAfterGap)
    isAfterGap = text === ''
    if (heading !== undefined) inside = CONTENTS.test(heading.name) ? { tag: heading.tag } : undefined
    else if (RULE.test(text)) inside = undefined
    else {
      const name = INLINE.exec(text)?.[1]
      if (name !== undefined && CONTENTS.test(name)) inside = { tag: undefined }
    }
    if (inside === undefined) kept.push(line)
  }
  if (kept.length === 0) return prompt
  const rest = kept.join('\n')
  return rest.length < prompt.length && tellingWords(tokens(rest)).size >= least ? rest : prompt
}
