import type { JsonValue } from '../domain/json.js'
import type { Reference, Score } from '../domain/score.js'
import { isErrorAnswer } from './error-text.js'

type Scalar = string | number | boolean

/** True where the log carries an expected answer; JSON null stands for none. */
export function hasGold(reference: Reference): reference is Reference & { readonly gold: JsonValue } {
  return reference.gold !== undefined && reference.gold !== null
}

/** The answers a gold accepts: a scalar itself, or any scalar of an array; undefined for every other shape. */
export function acceptedScalars(gold: JsonValue): readonly Scalar[] | undefined {
  const values: readonly JsonValue[] = isArray(gold) ? gold : [gold]
  const scalars = values.filter((value): value is Scalar => value !== null && typeof value !== 'object')
  return scalars.length > 0 && scalars.length === values.length ? scalars : undefined
}

/** Text of each accepted answer, or of the reference output; undefined when there is neither. Empty texts and logged errors are no answers. */
export function acceptedTexts(reference: Reference): readonly string[] | undefined {
  if (!hasGold(reference) && reference.output && isErrorAnswer(reference.output.text)) return undefined
  const texts = hasGold(reference) ? acceptedScalars(reference.gold)?.map(String) : reference.output && [reference.output.text]
  const inked = texts?.filter((text) => text.trim() !== '')
  return inked && inked.length > 0 ? inked : undefined
}

/** True for a text in which there is more than white space and control characters. */
export function hasInk(text: string): boolean {
  return /[^\s\p{Cc}]/u.test(text)
}

/** Array.isArray does not narrow a readonly array. */
export function isArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}

export function score(value: number, reason: string): Score {
  return { value, reason }
}

/** An answer that is right in part: a wrong field, test or demand makes the whole of it wrong. */
export function partlyRight(value: number, reason: string): Score {
  return value < 1 ? { value, reason, partial: 'wrong' } : { value, reason }
}

/** How like the expected text another text is. */
export function likeness(value: number, reason: string): Score {
  return value < 1 ? { value, reason, partial: 'other' } : { value, reason }
}

/** A measure of likeness is blind to something in any text: without the same text no answer is all that is expected. */
export function nearly(value: number): number {
  return Math.min(0.999, value)
}

/** Unscored: the reference cannot be read, which says nothing about the output. */
export function unscored(reason: string): Score {
  return { value: null, reason }
}

/** A piece of text fit for a reason: one line, at most 40 characters, no control characters. */
export function excerpt(text: string): string {
  if (text.length <= 40 && /^[!-~]*$/.test(text)) return text
  const line = text.slice(0, 80).replace(/[\p{C}\s]+/gu, ' ').trim()
  return line.length > 40 ? `${line.slice(0, 39)}…` : line
}
