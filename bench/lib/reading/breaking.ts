import type { JsonObject, JsonValue } from '../../../src/domain/json.js'
import { isJsonObject } from '../../../src/domain/json.js'
import type { Outcome } from './outcome.js'
import { outcomesOf, outcomesOfBytes } from './outcome.js'

/** A change that breaks a log, and what is wrong with the way in which it was read then; undefined where nothing is. */
export interface Breakage {
  readonly name: string
  readonly broken: () => string | undefined | Promise<string | undefined>
}

type Path = readonly (string | number)[]

function leaves(value: JsonValue | undefined, path: Path = []): readonly { readonly path: Path; readonly value: JsonValue }[] {
  if (Array.isArray(value)) return value.flatMap((item: JsonValue, at: number) => leaves(item, [...path, at]))
  if (isJsonObject(value)) return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
  return value === undefined ? [] : [{ path, value }]
}

/** A copy with another value at a path. */
function withAt(value: JsonValue, [key, ...rest]: Path, put: JsonValue): JsonValue {
  if (key === undefined) return put
  if (Array.isArray(value)) return value.map((item: JsonValue, at: number) => (at === key ? withAt(item, rest, put) : item))
  return isJsonObject(value) ? { ...value, [key]: withAt(value[key] ?? null, rest, put) } : value
}

const NO_COUNTS: readonly JsonValue[] = [-5, 1.5, 1e300, 'many', true, {}, []]
const NO_TEXTS: readonly JsonValue[] = [null, 42, true, { x: 1 }, [7]]
const COUNT = /token/i
const MONEY = /cost|spend|price/i

/** Each field of the usage is what it was, or unknown. */
function wrongCount(is: readonly Outcome[], was: readonly Outcome[]): string | undefined {
  if (is.length !== was.length) return `${is.length} records, not ${was.length}`
  for (const [at, { usage }] of is.entries()) {
    for (const [field, value] of Object.entries(usage)) {
      const before = (was[at]?.usage as Readonly<Record<string, number>> | undefined)?.[field]
      if (value !== before) return `${field} is ${value}, and was ${before}`
    }
  }
  return undefined
}

const pathText = (path: Path): string => path.join('.')

function* brokenCounts(records: readonly JsonObject[], random: () => number): Generator<Breakage> {
  const was = outcomesOf(records)
  for (const [at, record] of records.entries()) {
    for (const { path, value } of leaves(record)) {
      const key = String(path.at(-1))
      const isNumber = typeof value === 'number' || (typeof value === 'string' && /^[\d.]+$/.test(value))
      if (!isNumber || !(COUNT.test(pathText(path)) || MONEY.test(key)) || /max/i.test(key)) continue
      const isMoney = !COUNT.test(pathText(path))
      const put = isMoney ? [-5, 1e300, 'much', true, []][Math.floor(random() * 5)] ?? null : NO_COUNTS[Math.floor(random() * NO_COUNTS.length)] ?? null
      yield {
        name: COUNT.test(pathText(path)) ? 'a count that is none' : 'a cost that is none',
        broken: () => {
          const is = outcomesOf(records.map((one, index) => (index === at ? withAt(one, path, put) as JsonObject : one)))
          const wrong = wrongCount(is, was) ?? is.map(({ costUsd }, index) => (costUsd !== undefined && costUsd !== was[index]?.costUsd ? `the cost is ${costUsd}, and was ${was[index]?.costUsd}` : undefined)).find((one) => one !== undefined)
          return wrong === undefined ? undefined : `${pathText(path)} = ${JSON.stringify(put)}: ${wrong}`
        },
      }
    }
  }
}

/** Fields that say nothing where they are null: a system prompt, an answer that is a call of a tool, arguments. */
const MAY_BE_ABSENT = /(?:^|\.)(?:system\w*|instructions|preamble|promptPrefix|user_instructions|user_profile|arguments|args|response|output|completion|answer|choices|content|refusal|value)\b[^.]*$|choices|output|response|answer/i

/** What was asked or answered is replaced by what is no text: a call that is left must show it, never lack it. */
function* brokenTexts(records: readonly JsonObject[]): Generator<Breakage> {
  const was = outcomesOf(records)
  const texts = new Set(was.flatMap((outcome) => outcome.texts))
  for (const [at, record] of records.entries()) {
    for (const { path, value } of leaves(record)) {
      if (typeof value !== 'string' || value.length < 2 || !texts.has(value)) continue
      for (const put of NO_TEXTS) {
        if (put === null && MAY_BE_ABSENT.test(pathText(path))) continue
        yield {
          name: 'a text that is none',
          broken: () => {
            const is = outcomesOf(records.map((one, index) => (index === at ? withAt(one, path, put) as JsonObject : one)))
            const calls = (all: readonly Outcome[]): readonly Outcome[] => all.filter(({ kind }) => kind === 'call')
            if (calls(is).length !== calls(was).length) return undefined
            const [own, before] = [is, was].map((all) => calls(all).flatMap((outcome) => outcome.texts).filter((text) => text === value).length)
            const isShown = calls(is).some((outcome) => outcome.texts.some((text) => text.includes(typeof put === 'object' ? JSON.stringify(put) : String(put))))
            return own === before || isShown ? undefined : `${pathText(path)} = ${JSON.stringify(put)}: the call lacks it`
          },
        }
      }
    }
  }
}

const shapeOf = (outcomes: readonly Outcome[]): string => JSON.stringify(outcomes.map((outcome) => JSON.stringify(outcome)).toSorted())

/** One line among good ones that cannot be read: it alone is lost, and counted. */
function* brokenBytes(records: readonly JsonObject[], random: () => number, rounds: number): Generator<Breakage> {
  const good: JsonObject = { prompt: 'What is the capital of Chile?', response: 'Santiago', model: 'gpt-4o' }
  const goods = outcomesOf([good, good])
  const around = (line: Uint8Array): Uint8Array => Buffer.concat([Buffer.from(`${JSON.stringify(good)}\n`), line, Buffer.from(`\n${JSON.stringify(good)}\n`)])
  const alone = (line: Uint8Array): Breakage['broken'] => async () => {
    const is = await outcomesOfBytes(around(line), 64 * 1024)
    const bad = is.filter(({ reason }) => reason === 'unreadable')
    const rest = is.filter(({ reason }) => reason !== 'unreadable')
    return bad.length === 1 && shapeOf(rest) === shapeOf(goods) ? undefined : `${is.map(({ kind, reason }) => reason ?? kind).join(' ')}`
  }
  for (const record of records) {
    const bytes = Buffer.from(JSON.stringify(record))
    for (let round = 0; round < rounds; round++) {
      const at = 1 + Math.floor(random() * (bytes.length - 1))
      yield { name: 'a line cut at some byte', broken: alone(bytes.subarray(0, at)) }
      yield { name: 'a line with a byte that is no UTF-8', broken: alone(Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff]), bytes.subarray(at)])) }
      const inText = JSON.stringify(record).indexOf('"', Math.floor(random() * bytes.length / 2)) + 1
      yield { name: 'a line with a control character', broken: alone(Buffer.concat([Buffer.from(JSON.stringify(record).slice(0, inText)), Buffer.from([1]), Buffer.from(JSON.stringify(record).slice(inText))])) }
    }
    yield { name: 'a record nested 10,000 deep', broken: alone(Buffer.from(`${JSON.stringify(record).slice(0, -1)},"x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`)) }
    yield {
      name: 'a half of a pair of surrogates',
      broken: async () => {
        const text = JSON.stringify(record).replace(/"((?:[^"\\]|\\.){3,})"(?=[,}\]])/, '"$1\\ud800"')
        const is = await outcomesOfBytes(around(Buffer.from(text)))
        return is.length >= goods.length + 1 || outcomesOf([record]).length === 0 ? undefined : `${is.length} records`
      },
    }
  }
}

const OTHER_TYPES: readonly JsonValue[] = [null, 7, 'x', [], {}, [[]], [null], true]

/** Any field removed, or of another type: as many records come out as went in, or more, and none is thrown. */
function* brokenFields(records: readonly JsonObject[], random: () => number): Generator<Breakage> {
  for (const record of records) {
    for (const key of Object.keys(record)) {
      for (const put of [undefined, OTHER_TYPES[Math.floor(random() * OTHER_TYPES.length)]]) {
        const { [key]: _, ...without } = record
        yield {
          name: 'a field of another type, or gone',
          broken: () => {
            const is = outcomesOf([put === undefined ? without : { ...record, [key]: put }])
            return is.length > 0 ? undefined : `${key} = ${JSON.stringify(put)}: nothing came out`
          },
        }
      }
    }
  }
}

/** The ends before the starts: no time that was taken. */
function* swappedTimes(records: readonly JsonObject[]): Generator<Breakage> {
  const starts = ['start_time', 'startTime', 'started_at', 'startedAt', 'request_time', 'start_timestamp', 'startTimeUnixNano', 'start_time_unix_nano']
  const ends = ['end_time', 'endTime', 'ended_at', 'endedAt', 'response_time', 'end_timestamp', 'endTimeUnixNano', 'end_time_unix_nano']
  for (const record of records) {
    const [text] = [JSON.stringify(record)]
    const swapped = starts.reduce((all, start, at) => all.replaceAll(`"${start}"`, '"\u0001"').replaceAll(`"${ends[at]}"`, `"${start}"`).replaceAll('"\u0001"', `"${ends[at]}"`), text)
    if (swapped === text) continue
    const was = outcomesOf([record])
    yield {
      name: 'an end before its start',
      broken: () => {
        const is = outcomesOf([JSON.parse(swapped) as JsonObject])
        return is.map(({ latencyMs }, at) => (latencyMs === undefined || latencyMs === 0 || latencyMs === was[at]?.latencyMs ? undefined : `latency ${latencyMs}, was ${was[at]?.latencyMs}`)).find((one) => one !== undefined)
      },
    }
  }
}

export function* breakages(records: readonly JsonObject[], random: () => number, rounds: number): Generator<Breakage> {
  yield* brokenCounts(records, random)
  yield* brokenTexts(records)
  yield* brokenFields(records, random)
  yield* swappedTimes(records)
  yield* brokenBytes(records, random, rounds)
}
