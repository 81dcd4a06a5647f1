import type { ModelOutput } from '../domain/message.js'
import type { Trial } from '../domain/trial.js'
import { answerPlaceholders, redactOutput, type Placeholders, type RedactRule } from '../ingest/index.js'
import type { ProviderClient } from '../providers/index.js'
import type { Journal } from '../replay/journal.js'

/** Hides in an answer what is hidden in the log. */
export type Hide = (output: ModelOutput) => ModelOutput

/** Undefined where nothing is to be hidden. */
export function hideAnswers(rules: readonly RedactRule[], log: Placeholders = new Map()): Hide | undefined {
  if (rules.length === 0) return undefined
  const placeholders = answerPlaceholders(log)
  return (output) => redactOutput(output, rules, placeholders)
}

/** A client whose answers are hidden before anybody sees them, or writes them down. */
export function hidingClient(client: ProviderClient, hide: Hide | undefined): ProviderClient {
  if (!hide) return client
  const { batches } = client
  return {
    ...client,
    complete: async (model, request, maxOutputTokens, signal) => {
      const completion = await client.complete(model, request, maxOutputTokens, signal)
      return request.purpose === 'embedding' ? completion : { ...completion, output: hide(completion.output) }
    },
    ...(batches && {
      batches: {
        ...batches,
        answers: async (batchId, signal) => (await batches.answers(batchId, signal)).map((answer) => ('completion' in answer ? { ...answer, completion: { ...answer.completion, output: hide(answer.completion.output) } } : answer)),
      },
    }),
  }
}

/** A journal whose answers are hidden that were recorded before there were rules. */
export function hidingJournal(journal: Journal, hide: Hide | undefined): Journal {
  if (!hide) return journal
  const hidden = (trial: Trial): Trial => (trial.outcome.status === 'answered' ? { ...trial, outcome: { ...trial.outcome, output: hide(trial.outcome.output) } } : trial)
  return {
    ...journal,
    find: (key) => {
      const trial = journal.find(key)
      return trial && hidden(trial)
    },
  }
}
