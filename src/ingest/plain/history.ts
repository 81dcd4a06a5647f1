import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Message } from '../../domain/message.js'
import { Excluded } from '../read/excluded.js'
import { isBlank, nameOf } from '../read/field.js'
import { jsonOf, objectOf } from '../read/json-text.js'
import { keysUnder } from '../read/shape.js'
import { transcriptMessages, transcriptOf } from '../transcript/messages.js'

const HISTORY = ['history', 'chathistory', 'conversationhistory', 'messagehistory', 'messageshistory', 'previousmessages', 'priormessages', 'dialoghistory', 'dialoguehistory']
const CONTEXT = ['context', 'contexts', 'retrievedcontext', 'retrievedcontexts', 'retrieveddocuments', 'retrieveddocs', 'sourcedocuments', 'passages', 'contextdocuments']
const VARIABLES = ['variables', 'vars', 'promptvariables', 'inputvariables', 'templatevariables', 'promptargs', 'promptinputs']
/** So many words are a text; fewer say where a call was made, not what it was about. */
const IS_TEXT = /^\s*(?:\S+\s+){5}\S/

/**
 * The turns that a table keeps in a column of their own, before the prompt. Throws Excluded where they cannot be told apart: the prompt
 * without them is another task.
 */
export function historyOf(row: JsonObject): readonly Message[] {
  const value = keysUnder(row, HISTORY).map((key) => jsonOf(row[key])).find((one) => !isBlank(one) && nameOf(one ?? null) !== undefined || typeof one === 'object' && one !== null)
  if (value === undefined || (Array.isArray(value) && value.length === 0) || (isJsonObject(value) && Object.keys(value).length === 0)) return []
  const told = transcriptOf(value)
  if (told) return transcriptMessages(told)
  const isPairs = Array.isArray(value) && value.every((pair: JsonValue) => Array.isArray(pair) && pair.length === 2 && pair.every((text: JsonValue) => typeof text === 'string'))
  if (!isPairs) throw new Excluded('context-missing', 'the turns before the prompt stand in a column of their own, and are no list of messages')
  return (value as readonly (readonly string[])[]).flatMap(([asked = '', answered = '']): readonly Message[] => [{ role: 'user', parts: [{ type: 'text', text: asked }] }, { role: 'assistant', parts: [{ type: 'text', text: answered }] }])
}

/** Throws Excluded where a row keeps what the prompt was made of beside a prompt that does not hold it. */
export function refuseContextBeside(row: JsonObject, prompt: string): void {
  for (const key of keysUnder(row, CONTEXT)) {
    const texts = textsIn(jsonOf(row[key]))
    if (texts.some((text) => IS_TEXT.test(text) && !prompt.includes(text.trim().slice(0, 40)))) {
      throw new Excluded('context-missing', `the column ${JSON.stringify(key.slice(0, 40))} holds what the prompt was made with, and the prompt does not: give the prompt as it was sent`)
    }
  }
}

/** Throws Excluded for a prompt that is a template still, whose values stand in a column of their own. */
export function refuseTemplate(row: JsonObject, prompt: string): void {
  if (!prompt.includes('{')) return
  const names = keysUnder(row, VARIABLES).flatMap((key) => Object.keys(objectOf(row[key]) ?? {}))
  if (names.some((name) => prompt.includes(`{${name}}`) || prompt.includes(`{{ ${name} }}`))) throw new Excluded('context-missing', 'the prompt is a template, and what was put into it stands beside it: give the prompt as it was sent')
}

function textsIn(value: JsonValue | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap((item: JsonValue) => (typeof item === 'string' ? [item] : isJsonObject(item) ? Object.values(item).filter((text) => typeof text === 'string') : []))
  return []
}
