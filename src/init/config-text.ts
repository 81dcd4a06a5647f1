import { stringify } from 'yaml'
import { plain } from '../text/display.js'
import type { ProposedConstraint } from './constraints.js'
import type { Proposal } from './propose.js'

/** A value on one line, quoted where YAML needs it: what comes from a log is text here, whatever is in it. */
const scalar = (value: string | number | boolean): string => (typeof value === 'string' ? stringify(plain(value), { lineWidth: 0, defaultStringType: 'PLAIN', blockQuote: false, collectionStyle: 'flow' }).trim() : String(value))
const inFlow = (value: string | boolean): string => (typeof value === 'string' ? JSON.stringify(plain(value)) : String(value))
const usd = (amount: number): string => `$${amount >= 0.1 ? amount.toFixed(2) : amount.toPrecision(2)}`
const percent = (share: number): string => `${share > 0 && share < 0.01 ? '<1' : Math.round(share * 100)} %`

function incumbentLines({ models, incumbent, logs }: Proposal): readonly string[] {
  const list = models.slice(0, 5).map(({ model, calls }) => `#   ${plain(model)}: ${calls} calls`)
  return [
    '# The model in production. Without this line: per task, the one that served most of its calls.',
    ...(logs.length === 0 ? [] : ['# In the log:', ...list]),
    incumbent === undefined ? '# incumbent: openai/gpt-4o' : `incumbent: ${scalar(incumbent)}`,
  ]
}

function candidateLines({ candidates, incumbentCostUsd }: Proposal): readonly string[] {
  const cheaper = (cost: number): string => (incumbentCostUsd === undefined ? '' : `, ${percent(cost / incumbentCostUsd)} of the incumbent's`)
  return [
    '# Cheaper models to try, as provider/model. Few are better than many: the chance of error is shared among them, so each',
    '# further one makes the certificates of all others dearer.',
    ...(candidates.length === 0
      ? ['# None could be proposed: no key of a known provider is set, or nothing cheaper is in the price library.', 'candidates: []', '#  - openai/gpt-4o-mini', '#  - { model: local/my-model, price: { input: 0.05, output: 0.10 } }   # USD per million tokens']
      : ['candidates:', ...candidates.map(({ model, costPerCallUsd }) => `  - ${scalar(model)}${costPerCallUsd === undefined ? '' : `   # about ${usd(costPerCallUsd)} a call${cheaper(costPerCallUsd)}`}`)]),
  ]
}

function providerLines({ providers, constraints }: Proposal): readonly string[] {
  const declared = constraints.length > 0 ? '   # add what it is certified for: compliance: [hipaa], regions: [eu]' : ''
  const undeclared = constraints.length > 0 ? ['# To declare what a built-in one is certified for, give it an entry: openai: { api: openai, compliance: [hipaa], regions: [eu] }'] : []
  return [
    '# Where models are served. openai, anthropic and google need no entry; keys are read from the environment, never from this file.',
    ...undeclared,
    ...(providers.length === 0
      ? ['# providers:', '#   local: { api: openai, base_url: "http://127.0.0.1:8000/v1", api_key_env: LOCAL_KEY }']
      : ['providers:', ...providers.map(({ name, keyEnv, baseUrl }) => `  ${name}: { api: openai, base_url: "${baseUrl}", api_key_env: ${keyEnv} }${declared}`)]),
  ]
}

function constraintLine({ field, value, require, share }: ProposedConstraint): string {
  const needed = 'regions' in require ? `regions: [${require.regions}]` : `compliance: [${require.compliance}]`
  return `  - { when: { field: ${inFlow(field)}, eq: ${inFlow(value)} }, require: { ${needed} } }   # ${percent(share)} of the calls`
}

function constraintLines({ constraints }: Proposal): readonly string[] {
  return [
    '# Calls that only some providers may see, in replay too. A provider sees them once its entry above declares what is required.',
    ...(constraints.length === 0
      ? ['# constraints:', '#   - { when: { field: metadata.data_class, eq: phi }, require: { compliance: [hipaa] } }']
      : ['constraints:', ...constraints.map(constraintLine)]),
  ]
}

function goldLines({ gold }: Proposal): readonly string[] {
  if (gold === undefined) return ["# Where the log carries expected answers. Without them candidates are held against the incumbent's own answers.", '# gold: metadata.expected']
  return gold.usable
    ? [`# Expected answers: ${percent(gold.share)} of the calls carry them.`, `gold: ${scalar(gold.path)}`]
    : [`# Only ${percent(gold.share)} of the calls carry an expected answer; with this line the others are left out.`, `# gold: ${scalar(gold.path)}`]
}

/** The commented text of a configuration. It runs as it is. */
export function configText(proposal: Proposal): string {
  const { mostUsd, budgetUsd, redact } = proposal
  return [
    ['# Written by audit init; yours to change. docs/configuration.md explains every key.', 'version: 1'],
    incumbentLines(proposal),
    candidateLines(proposal),
    providerLines(proposal),
    ['# USD, never exceeded: the worst case of each call is set aside before it is made.',
      ...(mostUsd === undefined ? [] : [`# If every candidate used every sample a run would come to about ${usd(mostUsd)}; most verdicts fall long before.`]),
      `budget_usd: ${budgetUsd}`],
    ['# margin: the largest loss of quality that you accept. alpha: the chance of calling a worse model viable.', 'quality: { margin: 0.03, alpha: 0.05, max_samples: 1000 }'],
    goldLines(proposal),
    constraintLines(proposal),
    ['# Replaced before anything is stored or sent; of email, phone, card, iban, secret those that occur in the log (secret always).', `redact: [${redact.join(', ')}]`],
  ].map((lines) => lines.join('\n')).join('\n\n') + '\n'
}
