import { isJsonObject } from '../../domain/json.js'
import type { JsonValue } from '../../domain/json.js'
import { isArray } from '../accepted.js'
import type { ExpectedCall } from './tool-calls.js'

/** Tools that only look: they may run in any order. */
const LOOKS = /^(?:get|list|search|find|read|fetch|query|check|look_?up|lookup|show|view|describe|count|calculate|compute|convert|translate|weather|stat|head|exists)(?![a-z])/i
/** Tools after or before which a thing is there or gone. */
const MAKES = /(?:^|[._-])(?:create|make|new|mkdir|add|delete|remove|rm|drop|close|cancel|clear|reset)(?![a-z])/i
const PATH = /^(?=.*[\p{L}\p{N}])[^\s]*[/\\][^\s]*$/u
const DATED = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|^\d{1,2}:\d{2}/
const SHORTEST = 3
const DEEPEST = 20

/**
 * The first expected call whose place before or behind another one it depends on is not kept. `placesOf` gives the places of the given calls that agree with a call.
 */
export function outOfOrder(expected: readonly ExpectedCall[], placesOf: (call: ExpectedCall) => readonly number[]): ExpectedCall | undefined {
  return expected.find((later, at) => expected.slice(0, at).some((earlier) => dependsOn(earlier, later) && (placesOf(earlier)[0] ?? 0) >= (placesOf(later).at(-1) ?? 0)))
}

/**
 * Whether the order of two calls counts: both name a path, one the other's or a part of it, or one of them makes or removes a thing that the other names.
 * Calls that only look do not mind.
 */
export function dependsOn(one: ExpectedCall, other: ExpectedCall): boolean {
  if (LOOKS.test(one.name) && LOOKS.test(other.name)) return false
  const [own, theirs] = [textsOf(one.arguments, 0), textsOf(other.arguments, 0)]
  if (own.some((text) => PATH.test(text) && theirs.some((path) => PATH.test(path) && (path === text || isBelow(path, text) || isBelow(text, path))))) return true
  return MAKES.test(one.name) !== MAKES.test(other.name) && own.some((text) => text.length >= SHORTEST && !DATED.test(text) && theirs.includes(text))
}

function isBelow(path: string, parent: string): boolean {
  return path.startsWith(parent) && (/[/\\]$/.test(parent) || /^[/\\]/.test(path.slice(parent.length)))
}

function textsOf(value: JsonValue, depth: number): readonly string[] {
  if (typeof value === 'string') return [value]
  if (depth > DEEPEST) return []
  return isArray(value) ? value.flatMap((item) => textsOf(item, depth + 1)) : isJsonObject(value) ? Object.values(value).flatMap((item) => (item === undefined ? [] : textsOf(item, depth + 1))) : []
}
