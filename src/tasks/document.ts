import { lastUserText, systemText } from '../domain/message.js'
import type { ModelOutput } from '../domain/message.js'
import type { LlmCall } from '../domain/call.js'
import { promptFingerprint } from '../text/prompt-fingerprint.js'
import { quickMask } from '../text/quick-mask.js'
import { tokens } from '../text/words.js'
import { withoutData } from '../text/without-data.js'
import { outputShape } from './output-shape.js'
import type { OutputShape } from './output-shape.js'
import { quickHash } from './words/quick-hash.js'
import { formatKey, toolNames } from './structural-key.js'
import type { TagOf } from './apart/tag-of.js'

/** A distinct request of a log, with all the calls that made it. */
export interface PromptDocument {
  /** Hash of what was asked; orders documents whatever the order of the log. */
  readonly key: string
  /** Indexes of its calls in the sample, ascending. */
  readonly rows: readonly number[]
  /** Calls of the log that it stands for. */
  readonly weight: number
  /** `field=value` of its explicit task tag. */
  readonly tag: string | undefined
  /** Tool names, sorted. */
  readonly tools: readonly string[]
  /** What the response format asks for; '' for free text. */
  readonly format: string
  readonly system: string | undefined
  readonly fingerprint: string | undefined
  readonly user: string
  /** The user text as it is compared; see `maskedUser`. */
  readonly userMasked: string
  /** Its tokens. */
  readonly userTokens: readonly string[]
  readonly shape: OutputShape
  /** Beginning of an answer to it, lower case, 400 characters at most: tells a closed set of answers from free ones, and kinds of answers. */
  readonly answer: string
}

const ANSWER = 400
const HEAD = 6_000
const TAIL = 3_000

/** Beginning and end of a text, without encoded data: templates live there, and a hundred pages of context cost nothing. */
export function excerpt(text: string): string {
  const written = withoutData(text)
  return written.length <= HEAD + TAIL ? written : `${written.slice(0, HEAD)}\n…\n${written.slice(-TAIL)}`
}

/** A call of the sample that tasks are found on, and how many calls of the log it stands for. */
export interface WeightedCall {
  readonly call: LlmCall
  readonly weight: number
}

/** The parts of a request by which tasks are told apart. */
export type AskedFor = Pick<PromptDocument, 'tag' | 'tools' | 'format' | 'system' | 'user'>

interface Content extends AskedFor {
  readonly key: string
  readonly rows: number[]
}

/** Reads the parts of a request by which tasks are told apart. */
export function askedFor(call: Pick<LlmCall, 'request' | 'metadata'>, tagOf: TagOf): AskedFor {
  return {
    tag: tagOf(call),
    tools: toolNames(call.request),
    format: formatKey(call.request),
    system: systemText(call.request),
    user: lastUserText(call.request) ?? '',
  }
}

/** Hash of what is asked, whoever asks and whenever. */
export function contentKey({ system, user, tag, tools, format }: AskedFor): string {
  return quickHash(JSON.stringify([system ?? null, user, tag ?? null, tools, format]))
}

function mostCommon(shapes: readonly OutputShape[]): OutputShape {
  const counts = new Map<OutputShape, number>()
  for (const shape of shapes) counts.set(shape, (counts.get(shape) ?? 0) + 1)
  return [...counts].sort(([a, inA], [b, inB]) => inB - inA || (a < b ? -1 : 1))[0]?.[0] ?? 'empty'
}

/** Beginning of an answer as answers are compared. */
export function answerText({ text }: Pick<ModelOutput, 'text'>): string {
  return text.trim().slice(0, ANSWER).toLowerCase()
}

/** The first in order of the answers to a request, so that the order of its calls does not show. */
function answerOf(calls: readonly LlmCall[]): string {
  return calls.map((call) => answerText(call.output)).sort()[0] ?? ''
}

/** Groups calls by what they ask, exactly; documents come in the order of their keys. */
export function promptDocuments(sample: readonly WeightedCall[], tagOf: TagOf): readonly PromptDocument[] {
  const contents = new Map<string, Content>()
  sample.forEach(({ call }, row) => {
    const asked = askedFor(call, tagOf)
    const key = contentKey(asked)
    const known = contents.get(key)
    if (known) known.rows.push(row)
    else contents.set(key, { ...asked, key, rows: [row] })
  })
  return [...contents.values()].sort((a, b) => (a.key < b.key ? -1 : 1)).map((content) => {
    const own = content.rows.flatMap((row) => sample[row] ?? [])
    const userMasked = maskedUser(content.user)
    return {
      ...content,
      weight: own.reduce((sum, { weight }) => sum + weight, 0),
      fingerprint: content.system === undefined ? undefined : promptFingerprint(content.system),
      userMasked,
      userTokens: tokens(userMasked),
      shape: mostCommon(own.map(({ call }) => outputShape(call.output))),
      answer: answerOf(own.map(({ call }) => call)),
    }
  })
}

const JSON_START = /^\s*[{[]\s*["{[]/u

/** JSON without its quotation marks: what stands between them may be an instruction, where elsewhere it is a value. */
function unquoted(text: string): string {
  return JSON_START.test(text) ? text.replace(/\\[nrt]/gu, '\n').replace(/\\?"/gu, ' ') : text
}

/** A user text as it is compared: masked, without encoded data and quotation marks of JSON, of a long one the beginning and end. */
export function maskedUser(user: string): string {
  return quickMask(unquoted(excerpt(user)))
}

/** Tokens by which user texts are compared. */
export function userTokens(user: string): readonly string[] {
  return tokens(maskedUser(user))
}

/** A system prompt as it is compared: masked, without encoded data, of a long one the beginning and end. */
export function maskedSystem(system: string | undefined): string {
  return quickMask(excerpt(system ?? ''))
}

/** Tokens by which system prompts are compared. */
export function systemTokens(system: string | undefined): readonly string[] {
  return tokens(maskedSystem(system))
}

/** Calls of the log that some documents stand for. */
export function rowCount(documents: readonly PromptDocument[]): number {
  return documents.reduce((sum, document) => sum + document.weight, 0)
}
