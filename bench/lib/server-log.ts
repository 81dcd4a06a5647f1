import { setTimeout as pause } from 'node:timers/promises'
import type { JsonObject } from '../../src/domain/json.js'
import { readJsonLines, textAt } from './json-lines.js'

/** The server writes its log a moment after it answers: waits until at least `count` requests stand in it. */
export async function readRequests(path: string, count: number): Promise<readonly JsonObject[]> {
  for (let tries = 0; ; tries++) {
    const rows = readJsonLines(path)
    if (rows.length >= count || tries === 100) return rows
    await pause(20)
  }
}

/** Requests for an answer that had arrived whole before: each of them was paid twice for nothing. */
export function askedAgain(requests: readonly JsonObject[]): number {
  const whole = new Set<string>()
  let again = 0
  for (const request of requests) {
    const key = textAt(request, 'key')
    if (key === '') continue
    if (whole.has(key)) again += 1
    if (textAt(request, 'outcome') === 'ok') whole.add(key)
  }
  return again
}
