import { isShare } from './sample.js'

/** Signs of patterns, formulas and programs, of which every one counts. */
export const UNWORDLY = /[\\^${}[\]*=<>|~]/
/** Paths and names of files. */
const PATH = /^(?=.*\p{L})[\p{L}\p{N}_.@~-]*(?:[/\\][\p{L}\p{N}_.@-]+)+$|^[\p{L}\p{N}_-]+\.\p{Ll}{1,5}$/u
/** What is written the other way in fewer answers may be a slip. */
const NO_SLIP = 0.02
/** Signs of letters and figures that mix capitals and small letters mean something by it: Am7 is no AM7. */
const MIXED = 0.2

/**
 * True where the case of letters tells answers apart: short codes of letters and digits that begin with a capital in some and without in others, such
 * as chess moves (Bxc6 is not bxc6); short words that come in two cases, such as CO and Co; paths.
 */
export function isCaseTelling(texts: readonly string[]): boolean {
  const trimmed = texts.map((text) => text.trim())
  const isOften = (found: readonly string[]): boolean => found.length > NO_SLIP * texts.length
  const codes = trimmed.filter((text) => /^(?=.*\d)(?=.*\p{L})\S{1,12}$/u.test(text))
  if (codes.length >= 0.5 * texts.length && isOften(codes.filter((code) => /^\p{Lu}/u.test(code))) && isOften(codes.filter((code) => /^\p{Ll}/u.test(code)))) return true
  const isSign = (text: string): boolean => text.length <= 12 && !/\s/.test(text)
  if (trimmed.every(isSign) && codes.filter((code) => /\p{Lu}.*\p{Ll}|\p{Ll}.*\p{Lu}/u.test(code)).length >= MIXED * texts.length) return true
  return trimmed.filter((text) => PATH.test(text)).length >= 0.5 * texts.length || comesInTwoCases(trimmed, isOften)
}

/** True where a short word that is no plain yes or no is often written in two ways that differ in case. */
function comesInTwoCases(texts: readonly string[], isOften: (found: readonly string[]) => boolean): boolean {
  const short = texts.filter((text) => text.length <= 4 && !/^(?:yes|no|true|ja|nein|n\/a)$/i.test(text))
  const often = [...new Set(short)].filter((one) => isOften(short.filter((text) => text === one)))
  return new Set(often.map((text) => text.toLowerCase())).size < often.length
}

/** Patterns, formulas, programs, paths and short codes whose case tells: a reading for words would take some that differ for the same. */
export function areUnwordly(texts: readonly string[]): boolean {
  return isShare(texts, 0.5, (text) => UNWORDLY.test(text)) || isCaseTelling(texts)
}
