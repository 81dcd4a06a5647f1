import { textOf } from '../domain/message.js'
import type { ChatRequest, Message } from '../domain/message.js'
import type { DemoCase } from './case.js'
import { conversationKey } from './conversation.js'
import { openaiWire } from './openai-wire.js'
import { demoModels } from './models.js'
import { createRandom, hash32 } from './prng.js'
import type { Random } from './prng.js'
import { replyOf } from './reply.js'
import { skills } from './skill.js'
import type { Question, TaskSource } from './tasks/question.js'
import { sources } from './tasks/sources.js'
import type { SourceName } from './tasks/sources.js'

export const casesPerTask = 600

const firstDay = Date.UTC(2026, 10, 2)
const [hour, day] = [3_600_000, 86_400_000]
const secondsBetweenTurns = 45

function text(role: Message['role'], content: string): Message {
  return { role, parts: [{ type: 'text', text: content }] }
}

function distinctQuestions(source: TaskSource, random: Random): readonly Question[] {
  const byText = new Map<string, Question>()
  while (byText.size < casesPerTask) {
    const question = source.ask(random)
    if (!byText.has(question.text)) byText.set(question.text, question)
  }
  return [...byText.values()]
}

/** Sizes of the conversations that hold the questions: some of two or three turns, then single ones. */
function conversationSizes(conversational: number): readonly number[] {
  const sizes: number[] = []
  for (let held = 0; held < casesPerTask;) {
    const size = Math.min(casesPerTask - held, held < conversational * casesPerTask ? 2 + (sizes.length % 2) : 1)
    sizes.push(size)
    held += size
  }
  return sizes
}

/** What stands in the conversation after a turn: the incumbent's answer, and what its tool calls returned. */
function historyOf(seed: number, item: DemoCase): readonly Message[] {
  const incumbent = demoModels.find(({ ref }) => ref === skills[item.source].incumbent)
  if (incumbent === undefined) throw new RangeError(`no model serves ${item.source}`)
  const output = replyOf(seed, item, incumbent)
  if (output.toolCalls.length === 0) return [text('assistant', output.text)]
  const calls = output.toolCalls.map((call, index) => ({ type: 'tool_call' as const, id: `call_${item.key.slice(0, 20)}${index}`, ...call }))
  const results = calls.map(({ id }) => ({ type: 'tool_result' as const, toolCallId: id, text: '{"ok":true}' }))
  return [{ role: 'assistant', parts: calls }, { role: 'tool', parts: results }, text('assistant', 'That is done.')]
}

function requestOf(source: TaskSource, messages: readonly Message[]): ChatRequest {
  return {
    messages,
    temperature: 0,
    ...(source.tools ? { tools: source.tools } : {}),
    ...(source.responseFormat ? { responseFormat: source.responseFormat } : {}),
    ...(source.maxOutputTokens ? { maxOutputTokens: source.maxOutputTokens } : {}),
  }
}

/** All cases of one task, turns of a conversation one after another. */
function casesOf(seed: number, name: SourceName): readonly DemoCase[] {
  const source: TaskSource = sources[name]
  const random = createRandom(`${seed}/${name}`)
  const questions = distinctQuestions(source, random)
  const ranks = random.shuffle(questions.map((_, index) => index))
  const cases: DemoCase[] = []
  for (const size of conversationSizes(source.conversational)) {
    const start = firstDay + random.integer(0, 13) * day + 7 * hour + random.integer(0, 12 * 3600) * 1000
    const user = `u_${random.integer(1000, 9999)}`
    const system = source.system?.({ date: new Date(start).toISOString().slice(0, 10), user })
    let messages: readonly Message[] = system === undefined ? [] : [text('system', system)]
    for (let turn = 0; turn < size; turn++) {
      const [question, rank] = [questions[cases.length], ranks[cases.length]]
      if (question === undefined || rank === undefined) break
      messages = [...messages, text('user', question.text)]
      const request = requestOf(source, messages)
      const item: DemoCase = {
        source: name, rank, ofCases: casesPerTask, question, request, key: keyOf(request), askedAt: start + turn * secondsBetweenTurns * 1000, user,
        ...(size > 1 ? { conversationId: `c_${hash32(`${seed}/${name}/${cases.length - turn}`).toString(16).padStart(8, '0')}` } : {}),
      }
      cases.push(item)
      messages = [...messages, ...historyOf(seed, item)]
    }
  }
  return cases
}

function keyOf(request: ChatRequest): string {
  const prompt = openaiWire.readRequest(openaiWire.writeRequest(request, 'any'))
  if (typeof prompt === 'string') throw new RangeError(`${prompt} ${textOf(request.messages)}`)
  return conversationKey(prompt.turns)
}

/** The distinct cases of all tasks by their key. */
export function generateCases(seed: number): ReadonlyMap<string, DemoCase> {
  return new Map((Object.keys(sources) as SourceName[]).flatMap((name) => casesOf(seed, name)).map((item) => [item.key, item]))
}
