import type { Random } from '../prng.js'
import { createQuestion, textOutput } from './question.js'
import type { Question, TaskSource } from './question.js'

interface Limit {
  readonly kind: string
  readonly unit: string
  /** USD for one unit. */
  readonly usd: number
}

const limits: readonly Limit[] = [
  { kind: 'hotel', unit: 'nights', usd: 180 },
  { kind: 'meals', unit: 'days', usd: 45 },
  { kind: 'train', unit: 'trips', usd: 120 },
  { kind: 'parking', unit: 'days', usd: 25 },
]

function ask(random: Random): Question {
  const { kind, unit, usd } = random.pick(limits)
  const count = random.integer(2, 12)
  const allowed = count * usd
  const claimed = Math.round(allowed * (0.6 + 0.8 * random.unit()))
  const receipt = random.unit() < 0.8
  const right = claimed <= allowed && receipt ? 'Yes' : 'No'
  const wrong = right === 'Yes' ? 'No' : 'Yes'
  const text = `Claim: ${kind}, ${count} ${unit}, ${claimed} USD in total, receipt ${receipt ? 'attached' : 'missing'}. Is the claim within the policy? Answer Yes or No.`
  return createQuestion(text, { right, trap: wrong, slip: wrong }, (value, style) => textOutput({
    terse: value,
    sentence: `The answer is: ${value}`,
    steps: `The limit is ${count} × ${usd} = ${allowed} USD, the claim ${claimed} USD, the receipt is ${receipt ? 'attached' : 'missing'}.\nAnswer: ${value}`,
  }[style]))
}

/** Expense claims to be held against a policy, with Yes or No. */
export const policyCheck: TaskSource = {
  name: 'expense policy check',
  system: ({ date, user }) => `You check expense claims. Policy: ${limits.map(({ kind, unit, usd }) => `${kind} up to ${usd} USD per ${unit.slice(0, -1)}`).join('; ')}; a claim without a receipt is never within the policy. Checked on ${date} for ${user}.`,
  maxOutputTokens: 150,
  conversational: 0,
  ask,
}
