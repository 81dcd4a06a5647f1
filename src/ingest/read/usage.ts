import type { Usage } from '../../domain/call.js'
import type { JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { readCount, statedCount } from './number.js'
import { defined } from './option.js'

interface Counts {
  readonly input?: number | undefined
  readonly output?: number | undefined
  readonly cacheRead?: number | undefined
  readonly cacheWrite?: number | undefined
  /** Part of `cacheWrite`: what is kept for an hour. */
  readonly cacheWriteHour?: number | undefined
  readonly reasoning?: number | undefined
  /** Of input and output, where the log has it: it tells whether the reasoning stands beside the output. */
  readonly total?: number | undefined
}

/**
 * Usage whose input already includes the cached tokens and whose output includes the reasoning.
 * Parts larger than their whole prove another convention; then the whole is unknown, rather than wrong. A count that is NaN was told, and is none:
 * unknown is what it would be part of.
 */
export function inclusiveUsage({ input: stated, output: counted, cacheRead: read, cacheWrite: written, cacheWriteHour, reasoning: thought, total }: Counts): Usage {
  const [cacheRead, cacheWrite, reasoning] = [known(read), known(written), known(thought)]
  const [input, output] = [known(stated), known(wholeOutput({ input: stated, output: counted, reasoning: thought, total }))]
  const isInput = !Number.isNaN(stated) && (input === undefined || (cacheRead ?? 0) + (cacheWrite ?? 0) <= input)
  const isOutput = output === undefined || (reasoning ?? 0) <= output
  return defined<Usage>({
    inputTokens: isInput ? input : undefined,
    outputTokens: isOutput ? output : undefined,
    cacheReadInputTokens: isInput ? cacheRead : undefined,
    cacheWriteInputTokens: isInput ? cacheWrite : undefined,
    cacheWriteHourInputTokens: isInput && cacheWriteHour !== undefined && cacheWriteHour > 0 && cacheWriteHour <= (cacheWrite ?? 0) ? cacheWriteHour : undefined,
    reasoningOutputTokens: isOutput ? reasoning : undefined,
  })
}

const known = (count: number | undefined): number | undefined => (Number.isNaN(count) ? undefined : count)

/** The output, with the reasoning where that stands beside it (Gemini and xAI, and tools that pass their counts on): then only the sum of all three is the total. */
function wholeOutput({ input, output, reasoning, total }: Counts): number | undefined {
  // What stands beside the output, if it does, is not known.
  if (Number.isNaN(reasoning) && input !== undefined && output !== undefined && total !== undefined && total !== input + output) return undefined
  const isBeside = input !== undefined && output !== undefined && reasoning !== undefined && reasoning > 0 && total === input + output + reasoning
  return isBeside ? output + reasoning : output
}

/** Usage whose input counts only the tokens that were neither read from nor written to a cache (Anthropic, Bedrock). */
export function exclusiveUsage({ input, cacheRead, cacheWrite, ...rest }: Counts): Usage {
  const total = input === undefined ? undefined : input + (cacheRead ?? 0) + (cacheWrite ?? 0)
  return inclusiveUsage({ input: total, cacheRead, cacheWrite, ...rest })
}

/** `usage` of OpenAI chat completions and of the servers that follow it. */
export function openaiUsage(usage: JsonValue | undefined): Usage {
  if (!isJsonObject(usage)) return {}
  const inputDetails = isJsonObject(usage['prompt_tokens_details']) ? usage['prompt_tokens_details'] : {}
  const outputDetails = isJsonObject(usage['completion_tokens_details']) ? usage['completion_tokens_details'] : {}
  // Under other names only where no cache is counted: whether the input holds it would not be known.
  const other = (...names: readonly string[]): JsonValue | undefined => (Object.keys(usage).some((key) => /cache/i.test(key)) ? undefined : names.map((name) => usage[name]).find((value) => value !== undefined && value !== null))
  const [input, output, reasoning] = [statedCount(usage['prompt_tokens'] ?? other('promptTokens', 'inputTokens', 'input_tokens')), statedCount(usage['completion_tokens'] ?? other('completionTokens', 'outputTokens', 'output_tokens')), statedCount(outputDetails['reasoning_tokens'])]
  return inclusiveUsage({
    input,
    output,
    total: readCount(usage['total_tokens']),
    cacheRead: statedCount(inputDetails['cached_tokens'] ?? usage['prompt_cache_hit_tokens'] ?? usage['cache_read_input_tokens'] ?? usage['cached_tokens'] ?? usage['num_cached_tokens']),
    cacheWrite: statedCount(inputDetails['cache_write_tokens'] ?? inputDetails['cache_creation_tokens'] ?? usage['cache_creation_input_tokens']),
    cacheWriteHour: hourOf(inputDetails['cache_creation_token_details'] ?? usage['cache_creation']),
    reasoning,
  })
}

/** `usage` of OpenAI's Responses API. */
export function responsesUsage(usage: JsonValue | undefined): Usage {
  if (!isJsonObject(usage)) return {}
  const inputDetails = isJsonObject(usage['input_tokens_details']) ? usage['input_tokens_details'] : {}
  const outputDetails = isJsonObject(usage['output_tokens_details']) ? usage['output_tokens_details'] : {}
  return inclusiveUsage({
    input: statedCount(usage['input_tokens']),
    output: statedCount(usage['output_tokens']),
    cacheRead: statedCount(inputDetails['cached_tokens']),
    cacheWrite: statedCount(inputDetails['cache_write_tokens']),
    reasoning: statedCount(outputDetails['reasoning_tokens']),
  })
}

/** `usageMetadata` of Gemini: the thoughts stand beside the output, which therefore grows by them; tools' results are input. */
export function geminiUsage(usage: JsonValue | undefined): Usage {
  if (!isJsonObject(usage)) return {}
  const count = (camel: string): number | undefined => statedCount(usage[camel] ?? usage[camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)])
  const [prompt, tools, answer, thoughts] = [count('promptTokenCount'), count('toolUsePromptTokenCount'), count('candidatesTokenCount'), count('thoughtsTokenCount')]
  return inclusiveUsage({
    input: prompt === undefined ? undefined : prompt + (tools ?? 0),
    output: answer === undefined && thoughts === undefined ? undefined : (answer ?? 0) + (thoughts ?? 0),
    cacheRead: count('cachedContentTokenCount'),
    reasoning: thoughts,
  })
}

/** `usage` of Anthropic's messages; thinking is part of its output. */
export function anthropicUsage(usage: JsonValue | undefined): Usage {
  if (!isJsonObject(usage)) return {}
  return exclusiveUsage({
    input: statedCount(usage['input_tokens']),
    output: statedCount(usage['output_tokens']),
    cacheRead: statedCount(usage['cache_read_input_tokens']),
    cacheWrite: statedCount(usage['cache_creation_input_tokens']),
    cacheWriteHour: hourOf(usage['cache_creation']),
  })
}

/** Tokens that Anthropic's cache keeps for an hour, as its usage tells them by time. */
export function hourOf(byTime: JsonValue | undefined): number | undefined {
  return isJsonObject(byTime) ? readCount(byTime['ephemeral_1h_input_tokens']) : undefined
}
