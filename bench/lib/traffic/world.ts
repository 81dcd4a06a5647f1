import type { Writer } from './writer.js'

/** A job of a world: its prompt by sentences, how users would ask for it themselves, and its answers. */
export interface WorldJob {
  readonly name: string
  readonly prompt: readonly string[]
  readonly ask: (text: string) => string
  readonly answer: (w: Writer, say: () => string) => string
  /** Names of the tools that it may call. */
  readonly tools: readonly string[]
}

/** Two jobs and more whose prompts differ in a word or two, and what is wanted in most of all. */
export interface NearPair {
  readonly name: string
  readonly variants: readonly { readonly prompt: string; readonly answer: (w: Writer, say: () => string) => string }[]
}

/** Words, prompts and texts that made logs are of: other worlds, other logs, by the same generator. */
export interface World {
  readonly jobs: readonly WorldJob[]
  /** Prompts in other languages, each a job of its own, with texts in that language. */
  readonly abroad: readonly { readonly name: string; readonly prompt: readonly string[]; readonly texts: readonly string[] }[]
  readonly near: readonly NearPair[]
  readonly companies: readonly string[]
  readonly preamble: string
  /** Clauses that texts are joined from: who, does what, to what, how. */
  readonly clauses: readonly [readonly string[], readonly string[], readonly string[], readonly string[]]
  readonly questions: readonly string[]
  readonly rules: readonly string[]
}

/** Text of a world: a sentence, some, a question. */
export interface Voice {
  readonly say: () => string
  readonly text: (sentences: number) => string
  readonly ask: () => string
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

export function voiceOf(world: World, w: Writer): Voice {
  const [who, does, what, how] = world.clauses
  const clause = (): string => `${w.one(who)} ${w.one(does)} ${w.one(what)}${w.chance(0.6) ? ` ${w.one(how)}` : ''}`
  const say = (): string => capital(`${w.chance(0.2) ? `${w.one(how)} ` : ''}${clause()}${w.chance(0.3) ? `${w.one([', and', ', while', '; then', ', because', ', although'])} ${clause()}` : ''}.`)
  return { say, text: (sentences) => Array.from({ length: sentences }, say).join(' '), ask: () => capital(`${w.one(world.questions)} ${w.one(what)}${w.chance(0.5) ? ` ${w.one(how)}` : ''}?`) }
}
