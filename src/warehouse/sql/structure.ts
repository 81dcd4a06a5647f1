import type { Dialect, Select } from './dialect.js'
import type { PromptDetail } from './mask.js'
import { isUnknown, maskedText, WHITE_SPACE, zeroedText } from './mask.js'

const S = '[ \t\r\n]*'
const STRING = '"(?:[^"\\\\]|\\\\[^\n])*"'
const NUMBER = '-?[0-9][0-9.eE+-]*'
/** Objects in lists: parts of a message, tool calls. */
const OBJECT = `[{](?:[^{}"]|${STRING}|[{](?:[^{}"]|${STRING})*[}])*[}]`
const VALUE = `(?:${STRING}|null|true|false|${NUMBER}|\\[(?:${S}${OBJECT}${S},?)*${S}\\])`
const FIELD = `"[a-z_]+"${S}:${S}${VALUE}${S}`
/** A message of anyone but the system, as text, parts or tool calls: what differs from call to call of one structure. */
const MESSAGE = `[{]${S}(?:${FIELD},${S})*"role"${S}:${S}"(?:user|assistant|tool|function)"${S}(?:,${S}${FIELD})*[}]`
/** Settings that change no structure. */
const SETTING = `"(?:max_tokens|max_completion_tokens|max_output_tokens|temperature|top_p|top_k|seed|n|frequency_penalty|presence_penalty|user|safety_identifier|prompt_cache_key|stream)"${S}:${S}(?:${NUMBER}|${STRING}|true|false|null)`
/** The places of a system prompt that is one JSON string, most usual first. */
const SYSTEM = [
  `"role"${S}:${S}"(?:system|developer)"${S},${S}"content"${S}:${S}(${STRING})`,
  `"content"${S}:${S}(${STRING})${S},${S}"role"${S}:${S}"(?:system|developer)"`,
  `"system"${S}:${S}(${STRING})`,
  `"instructions"${S}:${S}(${STRING})`,
] as const
/** Escapes that not every engine reads: halves of a pair, NUL. */
const RARE_ESCAPE = '\\\\u(?:[dD][89a-fA-F]|0000)'

type Steps = Select['steps']

/**
 * Steps that end in `key_<name>`: equal for two request texts only if their structural keys are equal (tasks/structural-key), so that
 * rows may be counted by it, and one of each be read here to learn which key it is. It may tell apart what the structural
 * key does not: texts of unknown characters are taken as they are, and so is every part of a request that no pattern knows.
 */
export function requestStructure(dialect: Dialect, name: string, request: string, detail: PromptDetail): Steps {
  const at = (step: string): string => `cv_${step}_${name}`
  return [
    [at('text'), request],
    // Patterns cost nothing where there is nothing to search: most prompts in columns of their own are no JSON.
    [at('json'), dialect.when(dialect.matches(at('text'), `^[${WHITE_SPACE}]*[[{]`), at('text'), "''")],
    // Each place is sought only where the ones before it held nothing.
    ...SYSTEM.flatMap((pattern, index): Steps => [
      [at(`rest${index}`), index === 0 ? at('json') : dialect.when(`${at(`sys${index - 1}`)} = ''`, at(`rest${index - 1}`), "''")],
      [at(`sys${index}`), dialect.capture(at(`rest${index}`), pattern)],
    ]),
    [at('literal'), dialect.firstText(SYSTEM.map((_, index) => at(`sys${index}`)))],
    // Should the same literal stand somewhere before the prompt, that one is replaced, and the prompt itself tells the rows apart.
    [at('told'), dialect.replaceText(at('json'), at('literal'), '"system"')],
    [at('bare'), dialect.replaceAll(dialect.replaceAll(dialect.replaceAll(at('told'), `${MESSAGE}${S},?`, ''), SETTING, ''), `[ \t\r\n]*,[ \t\r\n,]*`, ',')],
    [at('prompt'), dialect.when(`${at('literal')} = '' OR ${dialect.matches(at('literal'), RARE_ESCAPE)}`, "''", dialect.jsonText(at('literal')))],
    fingerprintStep(dialect, at('print'), at('prompt'), detail),
    [at('masked'), dialect.when(`${at('prompt')} = ''`, dialect.concat([dialect.text('exact:'), at('literal')]), dialect.concat([dialect.text('read:'), at('print')]))],
    [at('key'), dialect.when(`${at('json')} = ''`, dialect.text('text'), dialect.concat([dialect.hash(at('bare')), dialect.hash(at('masked'))]))],
  ]
}

/** Masks are worked out once for each prompt, where that pays. */
function fingerprintStep(dialect: Dialect, name: string, prompt: string, detail: PromptDetail): Select['steps'][number] {
  return detail === 'zeroed' ? [name, zeroedText(dialect, prompt)] : [name, fingerprintText(dialect, prompt), prompt]
}

/** Text that is equal only for prompts of one fingerprint. */
function fingerprintText(dialect: Dialect, prompt: string): string {
  return dialect.when(isUnknown(dialect, prompt), dialect.concat([dialect.text('exact:'), prompt]), maskedText(dialect, prompt))
}

/** Steps that end in `key_<name>` for a system prompt that has a column of its own. */
export function systemStructure(dialect: Dialect, name: string, system: string, detail: PromptDetail): Steps {
  return [
    [`cv_text_${name}`, system],
    fingerprintStep(dialect, `cv_print_${name}`, `cv_text_${name}`, detail),
    [`cv_key_${name}`, dialect.hash(dialect.when(dialect.matches(`cv_text_${name}`, `^[${WHITE_SPACE}]*$`), dialect.text('none'), dialect.concat([dialect.text('read:'), `cv_print_${name}`])))],
  ]
}

const ANSWER_SIGNS = [
  '"(?:content|text|output_text|refusal)"[ \t\r\n]*:[ \t\r\n]*"[^"]',
  '"(?:tool_calls|function_call)"[ \t\r\n]*:[ \t\r\n]*[[{][ \t\r\n]*["{]|"tool_use"|"function_call"',
  '"error"[ \t\r\n]*:[ \t\r\n]*["{]',
  '[(]litellm_truncated[^)]{0,60}skipped [0-9]{1,12} chars[)]',
  'redacted-by-litellm',
  '@@@langfuseMedia:',
] as const
const REDACTED = '(?:__redacted__|[<[(]?redacted[]>)]?|<masked>|[[]masked[]]|[*]{3,40})'

/** The model that a response names, as JSON. */
export function answerModel(dialect: Dialect, response: string): string {
  return dialect.capture(response, `"model"${S}:${S}(${STRING})`)
}

/** Text by which two answers differ whenever one is usable and the other is not; also why the model stopped. */
export function answerKind(dialect: Dialect, response: string): string {
  const flag = (pattern: string): string => dialect.when(dialect.matches(response, pattern), "'1'", "'0'")
  return dialect.concat([
    flag(`^[${WHITE_SPACE}]*$`),
    flag(`^[${WHITE_SPACE}]*[[{]`),
    flag(`^[${WHITE_SPACE}]*(?:data|event):`),
    ...ANSWER_SIGNS.map(flag),
    flag(`^[${WHITE_SPACE}]*${caseless(REDACTED)}[${WHITE_SPACE}]*$`),
    flag(`"(?:content|text)"[ \t\r\n]*:[ \t\r\n]*"[ ]*${caseless(REDACTED)}[ ]*"`),
    dialect.capture(response, `"(?:finish_reason|stop_reason)"[ \t\r\n]*:[ \t\r\n]*(${STRING})`),
  ])
}

/** Text that tells requests whose text the log cut or removed from others. */
export function requestKind(dialect: Dialect, request: string): string {
  const flag = (pattern: string): string => dialect.when(dialect.matches(request, pattern), "'1'", "'0'")
  return dialect.concat([
    ...ANSWER_SIGNS.slice(3).map(flag),
    flag(`^[${WHITE_SPACE}]*$`),
    flag(`^[${WHITE_SPACE}]*${caseless(REDACTED)}[${WHITE_SPACE}]*$`),
    flag(`"(?:content|text)"[ \t\r\n]*:[ \t\r\n]*"[ ]*${caseless(REDACTED)}[ ]*"`),
  ])
}

/** Letters as classes of both cases: the two engines have no flag in common. */
function caseless(pattern: string): string {
  return pattern.replace(/[a-z]/gu, (letter) => `[${letter}${letter.toUpperCase()}]`)
}
