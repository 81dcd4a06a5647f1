import type { Price } from '../../src/domain/model.js'

/** USD per million tokens. Source: public price lists, as of each model's release (open models: a common host's list). */
export const listPrices: Readonly<Record<string, Price>> = {
  'gpt-4-0314': { input: 30, output: 60 },
  'gpt-4-0613': { input: 30, output: 60 },
  'gpt-4-1106-preview': { input: 10, output: 30 },
  'gpt-3.5-turbo-0613': { input: 1.5, output: 2 },
  'mixtral-8x7b-instruct-v0.1': { input: 0.6, output: 0.6 },
  'Mixtral-8x7B-Instruct-v0.1': { input: 0.6, output: 0.6 },
  'Meta-Llama-3.1-70B-Instruct': { input: 0.88, output: 0.88 },
  'Meta-Llama-3.1-8B-Instruct': { input: 0.18, output: 0.18 },
  'Phi-3-mini-4k-instruct': { input: 0.1, output: 0.1 },
  'gemini-1.5-flash-002': { input: 0.075, output: 0.3 },
  'gemini-1.5-pro-002': { input: 1.25, output: 5 },
  'gemini-2.0-flash-001': { input: 0.1, output: 0.4 },
  'claude-3-haiku-20240307': { input: 0.25, output: 1.25 },
}

/** The same prices as the model server reads them. */
export function serverPrices(): string {
  return JSON.stringify(Object.fromEntries(Object.entries(listPrices).map(([model, { input, output }]) => [model, { in: input, out: output }])))
}
