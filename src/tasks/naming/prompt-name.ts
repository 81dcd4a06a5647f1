import { foreignNames } from './foreign-name.js'
import { isGeneric } from '../prompts/generic-prompt.js'
import { STOP } from '../words/stop-words.js'

/** How a prompt says whom it speaks to. */
const ROLE = /^(?:you are|you're|you act as|act as|acting as|imagine you are|your role is(?: that of)?)\s+(?:now\s+)?(.+)$/iu
/** A role may be told behind its name: `You are Otto, a …`. */
const NAMED = /^\p{Lu}[^,]{0,40},\s*(?:an?|the|our|your)\s+(.+)$/u
/** What stands before a verb where a prompt says what is to be done. */
const ASKED = /^(?:(?:your|the) (?:task|job|goal|purpose|only task|only job|mission) is(?: always)? to|(?:in this task,? )?you(?:'ll| will| must| should| need to| have to| are (?:asked|going|here|required|supposed) to| can)?(?: help(?: \w+)? to)?|please|now|first|carefully|i (?:want|need|would like) you to|can you|could you|let's|task:|instructions?:)\s+(?:be asked to |be given .{1,80}? and (?:must |should )?|always |only |please |carefully |help (?:the )?(?:user|users|customers?) (?:to )?)?(.+)$/iu
/** Verbs by which prompts say what is to be done; other words may begin a sentence of any kind. */
const VERBS = new Set(('add analyse analyze annotate answer arrange ask assess assign break build calculate categorise categorize check choose classify clean code compare complete compose compute condense convert correct count create debug decide decompose deduce define describe design detect determine diagnose draft edit estimate evaluate explain expand extract fact-check fill find fix flag format generate give grade group guess help identify improve infer judge label list locate make map match merge moderate name normalise normalize optimise optimize order outline paraphrase parse pick plan predict prepare produce proofread propose provide pull question rank rate recommend record refactor rephrase reply reformat resolve respond review revise rewrite route say score scan screen select shorten show simplify solve sort split spot suggest summarise summarize tag take tell test transcribe transform translate triage turn tutor update validate verify write').split(' '))
/** Verbs that say little without what they are applied to. */
const WEAK = new Set('add answer ask be complete convert give help make prepare produce provide reply respond say show tell transform turn'.split(' '))
/** Words at which the phrase that names a task is over, once it says something. */
const END = new Set('of for that who which whose where when while if because so with using by from in into at on about to as based named called working responsible designed specialized specializing built given below above between according without within under via inside across and or but then, than'.split(' '))
const DROPPED = new Set('a an the this these those following given below above each every your our their his her its my some any all own user\'s user users very please just only one'.split(' '))
/** Roles that say no more than that somebody works here. */
const ROLES = /^(?:(?:ai|virtual|digital|expert|senior|professional|experienced|helpful|careful|diligent|meticulous|polite|concise|dedicated|trusted|efficient|highly skilled|friendly|smart|automated|advanced|large|language|skilled|world-class|highly)\s+)*(?:assistant|agent|expert|bot|chatbot|model|system|specialist|professional|ai|llm|analyst|engine|tool|helper)$/iu

const MOST_WORDS = 5
const SENTENCES = 14
const MOST_LETTERS = 48

/** Words with a capital that are nobody's name. */
const NO_NAMES = new Set('arabic bengali bulgarian catalan chinese croatian czech danish dutch english estonian finnish french german greek hebrew hindi hungarian indonesian italian japanese korean latin latvian lithuanian malay mandarin norwegian persian polish portuguese romanian russian serbian slovak slovenian spanish swahili swedish thai turkish ukrainian urdu vietnamese python java ruby rust kotlin swift scala perl bash'.split(' '))

/** True for a word that may name a person, a company or a place: a capital, then small letters, and no language. */
export const isProper = (word: string): boolean => /^\p{Lu}\p{Ll}+(?:['’-]\p{L}+)*$/u.test(word) && !NO_NAMES.has(word.toLowerCase())

/** The sentences that a template begins with, without marks of headings and lists. */
function sentencesOf(template: string): readonly string[] {
  return template.slice(0, 1_200).split(/(?<=[.!?])\s+|(?<=[。！？])|[\n;]+|:\s/u).map((sentence) => sentence.replace(/^[\s#>*•\-–\d.)(\]["“'`]+/u, '').trim()).filter((sentence) => /\p{L}{2}/u.test(sentence)).slice(0, SENTENCES)
}

/** Words in the case in which a name is read: acronyms stay. */
const shown = (word: string): string => (/^\p{Lu}[\p{Lu}\p{N}+#]+$/u.test(word) ? word : word.toLowerCase())

/** The first words of a phrase up to where it goes into detail; '' when it says nothing. `isInner`: it does not begin a sentence, so that a capital there is a name's. */
function phrase(text: string, least: number, isInner = false): string {
  const [clause = ''] = text.split(/[.,!?;:(){}…"“”[\]<>|=]/u, 1)
  const kept: string[] = []
  for (const word of clause.split(/\s+/u).filter((part) => /\p{L}/u.test(part))) {
    const plain = word.toLowerCase()
    const isEnd = END.has(plain)
    if (isEnd && content(kept) >= least) break
    if (isProper(word) && (isInner || kept.length > 0)) {
      while (END.has(kept.at(-1) ?? '')) kept.pop()
      continue
    }
    if (DROPPED.has(plain)) continue
    kept.push(shown(word.replace(/^['’`*_]+|['’`*_]+$/gu, '')))
    if (kept.length === MOST_WORDS) break
  }
  while (kept.length > 0 && (STOP.has(kept.at(-1) ?? '') || END.has(kept.at(-1) ?? ''))) kept.pop()
  return kept.join(' ').slice(0, MOST_LETTERS).trimEnd()
}

const content = (list: readonly string[]): number => list.filter((word) => !STOP.has(word.toLowerCase()) && !END.has(word.toLowerCase())).length

function roleIn(sentence: string): string | undefined {
  const told = ROLE.exec(sentence)?.[1]
  if (told === undefined) return undefined
  const named = NAMED.exec(told)?.[1]
  // A name alone is nobody's task.
  if (named === undefined && /^\p{Lu}\p{Ll}+[,.]/u.test(told)) return undefined
  const name = phrase(named ?? told, 1, true)
  return name === '' || isGeneric(name) ? undefined : name
}

function deedIn(sentence: string): string | undefined {
  const told = ASKED.exec(sentence)?.[1] ?? sentence
  // What is read first is not yet what is to be done with it.
  const asked = told.replace(/^(?:read|look at|take|consider|study|use|given)\b[^.,;]{3,100}?(?:,| and| then)+ (?=\p{Ll})/iu, '')
  const [first = ''] = asked.toLowerCase().split(/[^\p{L}-]/u, 1)
  const isDeed = VERBS.has(first) || (told !== sentence && /^you\s/iu.test(sentence) && !STOP.has(first) && !/^(?:are|have|can|may|never|always|know|speak|work|call|use|access|receive|get|see|talk|follow|chat|operate|act|stay|keep)$/u.test(first))
  const [, second = ''] = asked.toLowerCase().split(/[^\p{L}-]+/u, 2)
  // `Answer with a number` says how, not what.
  if (!isDeed || (WEAK.has(first) && (END.has(second) || DROPPED.has(second) && /^(?:only|just)$/u.test(second)))) return undefined
  const name = phrase(asked, WEAK.has(first) ? 3 : 2)
  return content(name.split(' ')) >= (WEAK.has(first) ? 3 : 2) ? name : undefined
}

/** A sentence that says in which form to answer. */
const FORM = /^(?:please\s+)?(?:answer|reply|respond|return|output|print|give|write|use|format)\s+(?:(?:your|the|it|only|answers?|reply)\s+)*(?:in|with|as|by|using|iso)\b/iu
/** What tells a fact that is filled in: `The usual city of the holder is {…}`. */
const FACT = /^(?:\p{L}+\s+){1,8}(?:is|are|was|were)\s+(?:\{…\}|…)/iu
/** Letters that stand for digits: `HH:MM`, `YYYY-MM-DD`. */
const DIGITS = /\b(?:YYYY|YY|MM|DD|HH)(?:[-:/.](?:YYYY|YY|MM|DD|HH|SS))+\b/gu

/** The longest run of words between slots near the beginning, for texts that neither name a role nor begin with a verb: of what says more than a fact or a form, if there is such. */
function runIn(sentences: readonly string[]): string | undefined {
  const told = sentences.filter((sentence) => !FORM.test(sentence) && !FACT.test(sentence))
  return longestRun(told.slice(0, 2)) ?? (told.length === sentences.length ? undefined : longestRun(sentences.slice(0, 2)))
}

function longestRun(sentences: readonly string[]): string | undefined {
  const runs = sentences.flatMap((sentence) => sentence.replace(DIGITS, ',').split(/\{…\}|…|[.,!?:()"“”[\]]/u)).map((run) => {
    const list = run.trim().split(/\s+/u).filter((word, at) => (/\p{L}/u.test(word) && (at === 0 || !isProper(word))) || (at > 0 && /^\d{1,4}$/u.test(word))).map(shown)
    const isQuestion = /^(?:how|what|which|who|where|when|why)$/u.test(list[0] ?? '')
    const from = isQuestion ? 0 : list.findIndex((word) => !STOP.has(word))
    const kept = from < 0 ? [] : list.slice(from, from + MOST_WORDS)
    while (kept.length > 0 && (STOP.has(kept.at(-1) ?? '') || END.has(kept.at(-1) ?? '') || /^\d/u.test(kept.at(-1) ?? ''))) kept.pop()
    return kept
  })
  const best = runs.reduce<readonly string[]>((most, run) => (content(run) > content(most) ? run : most), [])
  const run = best.join(' ')
  return content(best) >= 2 && !isGeneric(run) ? run.slice(0, MOST_LETTERS).trimEnd() : undefined
}

/** What a template offers for a name of its task, in the order in which a reader would take them: whom it speaks to, what is to be done; `run`: no more than how it begins. */
export interface PromptNames {
  readonly told: readonly string[]
  readonly run?: string
}

/** Names that a template offers; never a slot's value, and no word that may be somebody's name but the first. Pure, linear in the template. */
export function promptNames(template: string): PromptNames {
  const sentences = sentencesOf(template)
  const foreign = foreignNames(template, sentences)
  if (foreign !== undefined) return { told: foreign }
  const [role, ...roles] = sentences.flatMap((sentence) => roleIn(sentence) ?? [])
  const [deed, ...deeds] = sentences.flatMap((sentence) => deedIn(sentence) ?? [])
  const isVague = role !== undefined && ROLES.test(role)
  const names = [...(isVague ? [deed, role] : [role, deed]), ...roles, ...deeds].filter((name) => name !== undefined)
  const run = names.length === 0 ? runIn(sentences) : undefined
  return { told: [...new Set(names)], ...(run !== undefined && { run }) }
}

/** Names of programs as words: `ticket_triage`, `ticketTriage`. */
export function programName(name: string): string {
  return name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replace(/[_\-./\s]+/gu, ' ').trim().toLowerCase().slice(0, 60)
}
