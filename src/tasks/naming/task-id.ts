import { shortHash } from '../../text/fingerprint.js'
import { systemTokens } from '../document.js'
import type { PromptDocument } from '../document.js'
import type { TaskGroup } from '../task-group.js'
import { isLiteral } from '../apart/told-apart.js'
import { fixedWords, wordProfile } from '../words/word-profile.js'
import { sharedWords } from '../prompts/wording.js'

const CENTROID_WORDS = 4

function systemWords(documents: readonly PromptDocument[]): readonly string[] {
  return sharedWords(documents, ({ system }) => systemTokens(system))
}

function userWords(documents: readonly PromptDocument[]): readonly string[] {
  return sharedWords(documents, ({ userTokens }) => userTokens)
}

/** The words that most documents of a group without a wording hold. */
function centroidWords(documents: readonly PromptDocument[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const document of documents) for (const token of new Set(document.userTokens)) if (/^\p{L}{4}/u.test(token)) counts.set(token, (counts.get(token) ?? 0) + 1)
  return [...counts].sort(([a, inA], [b, inB]) => inB - inA || (a < b ? -1 : 1)).slice(0, CENTROID_WORDS).map(([word]) => word)
}

function wordingOfGroup(group: TaskGroup): readonly string[] {
  const words = {
    tag: () => (group.variant === 'prompt' ? systemWords(group.documents) : []),
    system: () => systemWords(group.documents),
    user: () => userWords(group.documents),
    rest: () => (group.variant === 'rest' ? centroidWords(group.documents) : []),
  }[group.origin]()
  return group.variant === 'template' ? [...words, '|', ...userWords(group.documents)] : words
}

/**
 * The structure that names a task, whatever its size and whatever fills its slots: the tag; else the words that all its prompts share;
 * else, for the leftover of a log, its most common words. Sorted, so that the order of rows cannot show.
 */
export function taskStructure(group: TaskGroup): string {
  return JSON.stringify([group.origin, group.tag ?? '', group.contract ?? '', group.variant ?? '', [...new Set(wordingOfGroup(group))].sort(), ...(group.marks ?? []).filter(isLiteral), ...(group.head === undefined ? [] : [group.head.place, group.head.value])])
}

/** `t_` and 12 hex digits of the SHA-256 of a task's structure. */
export function taskId(structure: string): string {
  return `t_${shortHash(structure)}`
}

const KNOWN_WORDS = 300

/** The telling words that nearly all prompts of a group hold: of the system prompt where it tells the task, of the user text too where that does; sorted. */
export function taskWording(group: TaskGroup): readonly string[] | undefined {
  if (group.origin === 'rest') return undefined
  const ofSystem = group.origin === 'system' || group.origin === 'tag'
  const prompts = ofSystem ? [...new Map(group.documents.map(({ fingerprint, system }) => [fingerprint, system] as const)).values()].map(systemTokens) : []
  const users = !ofSystem || group.variant === 'template' ? group.documents.map((document) => document.userTokens) : []
  const words = [prompts, users].flatMap((lists) => fixedWords(wordProfile(lists)))
  return [...new Set(words)].sort().slice(0, KNOWN_WORDS)
}
