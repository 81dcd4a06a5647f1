import type { TaskType } from '../../domain/task.js'
import { excerpt } from '../document.js'
import type { PromptDocument } from '../document.js'
import { shapeShares } from '../output-shape.js'

const LANGUAGE = '(?:english|german|french|spanish|italian|portuguese|dutch|polish|czech|danish|swedish|norwegian|finnish|russian|ukrainian|romanian|turkish|greek|arabic|hebrew|hindi|chinese|japanese|korean|vietnamese|indonesian)'

/** What a prompt says it wants, in the order in which the first that speaks is believed. */
const ASKS: ReadonlyArray<readonly [type: TaskType, pattern: RegExp]> = [
  ['translation', new RegExp(`\\b(?:translat(?:e|es|ing|ion)\\b|(?:put|render|bring|turn)s?\\b.{1,80}\\b(?:in)?to ${LANGUAGE}\\b|(?:in)?to ${LANGUAGE}\\s*[:.]?\\s*$)`, 'imu')],
  ['summarization', /\b(?:summari[sz](?:e|es|ing)|summar(?:y|ies)|tl;?dr|sums? up|condense|in a nutshell|key points)\b/iu],
  ['extraction', /\b(?:extract(?:s|ing)?|parse|list all the|pull out|named entit(?:y|ies)|fill (?:in )?the fields|state the (?:sum|amount|date|number|name)|json (?:array|object) (?:of|with))\b/iu],
  ['closed_qa', /\b(?:multiple[- ]choice|choose (?:one|the (?:best|correct))|correct (?:letter|option|choice)|pick the (?:best|correct)|options?:\s|(?:only|nothing but) (?:on )?(?:the |these |those )?(?:given |provided |following )?(?:context|passages?|documents?|sources?|excerpts?|handbook|manual)\b|(?:from|by|using) the (?:context|passages?|documents?|sources?|excerpts?|handbook|manual|knowledge base)(?: below| above)? (?:alone|only)\b)/iu],
  ['classification', /\b(?:classif(?:y|ies|ication)|categori[sz]e|which (?:category|section|label)|sentiment|label (?:the|this|each)|is (?:this|the) .{1,60} (?:positive|negative|spam)|yes or no|true or false|triage|moderat(?:e|or|ion)|(?:on|using) a scale|(?:rate|grade)s? (?:the|how|this|each)|exactly one of)\b/iu],
  ['rewrite', /\b(?:rewrite|rephrase|paraphrase|proofread(?:er|ing)?|correct (?:the |any |all )?(?:grammar|spelling)|fix (?:the |any |all )?(?:grammar|spelling|typos)|improve the (?:writing|text|wording)|anonymi[sz]e|(?:made|make it) anonymous|make (?:it|this) (?:shorter|longer|polite|formal))\b/iu],
  ['code', /\b(?:(?:python|javascript|typescript|java|sql|rust|c\+\+|bash) (?:code|function|script|query|developer|programmer)|write (?:a |the )?(?:function|code|script|program|query)|code only|refactor|unit tests?|regular expressions?|regex(?:es)?|pull requests?|review (?:the |this )?(?:code|diff))\b/iu],
  ['math', /\b(?:calculate|compute|solve (?:the|this) (?:equation|problem)|math(?:s|ematics|ematical)?|final (?:number|numeric)|prime number|how (?:much|many) .{0,80}(?:total|left|altogether|cost|between))\b/iu],
  ['reasoning', /\b(?:step[- ]by[- ]step|reason(?:ing)? (?:about|through)|deduce|logical(?:ly)?)\b/iu],
  ['open_qa', /\b(?:answers? (?:the |any |all |their )?questions?|(?:questions?|asks?) (?:you )?(?:about|on)\b|ask you\b|advis(?:e|es)\b|explain (?:like|the|this|to))/iu],
  ['generation', /\b(?:write (?:a|an|the) |draft|compose|generate (?:a|an) |create (?:a|an) |brainstorm)/iu],
]

const QUESTION = /[?？]\s*$|^\s*(?:what|who|when|where|which|why|how|is|are|can|does|did)\b/iu
const SAMPLE = 60
const MOST = 0.5
const MANY = 20

function share(documents: readonly PromptDocument[], test: (document: PromptDocument) => boolean): number {
  return documents.filter(test).length / Math.max(1, documents.length)
}

function asked(documents: readonly PromptDocument[], textOf: (document: PromptDocument) => string): TaskType | undefined {
  const texts = documents.map((document) => excerpt(textOf(document)))
  return ASKS.find(([, pattern]) => texts.filter((text) => pattern.test(text)).length > MOST * texts.length)?.[0]
}

/** Labels are few and come again; as short, but ever new, are answers to questions, titles and slogans. */
function fewAnswers(documents: readonly PromptDocument[]): boolean {
  return new Set(documents.map((document) => document.answer)).size <= Math.max(2, documents.length / 3)
}

function offersOptions(documents: readonly PromptDocument[]): boolean {
  return share(documents, (document) => /\n\s*[-(]?[A-Ha-h][).]\s/u.test(excerpt(document.user))) > MOST
}

/**
 * Guesses the kind of a task from tools, response format, what the prompt asks and what the answers look like. A hint: such rules are
 * often wrong. `isTold`: false for what follows no wording, tag or system prompt. The system prompt is believed before the user text, and answers before both where they leave no doubt.
 */
export function guessTaskType(documents: readonly PromptDocument[], isTold = true): TaskType {
  const sample = documents.slice(0, SAMPLE)
  const shapes = shapeShares(sample.map((document) => document.shape))
  const of = (shape: PromptDocument['shape']): number => shapes.get(shape) ?? 0
  if (of('tool') > MOST || (of('tool') > 0 && share(sample, (document) => document.tools.length > 0) > MOST)) return 'tool_calling'
  const wanted = asked(sample, (document) => document.system ?? '') ?? asked(sample, (document) => document.user)
  if (of('code') > MOST) return wanted === 'rewrite' ? 'rewrite' : 'code'
  if (of('json') > MOST && wanted === undefined && sample.length >= MANY && fewAnswers(sample)) return 'classification'
  if (of('json') > MOST) return wanted === 'classification' || wanted === 'summarization' || wanted === 'translation' ? wanted : 'extraction'
  if (wanted !== undefined) return wanted
  if (of('number') > MOST) return sample.length >= MANY && fewAnswers(sample) ? 'classification' : 'math'
  if (of('label') > MOST && offersOptions(sample)) return 'closed_qa'
  if (of('label') > MOST && fewAnswers(sample)) return 'classification'
  return share(sample, (document) => QUESTION.test(excerpt(document.user))) > MOST ? 'open_qa' : !isTold && share(sample, (document) => document.system === undefined) > MOST ? 'chat' : 'generation'
}
