import type { ReportData } from '../domain/report-data.js'
import { guaranteeSentences } from '../domain/guarantee.js'
import type { AuditResult } from '../domain/result.js'
import { exclusionWords } from './exclusion-words.js'
import { count, eValue, money, percent, points } from './figures.js'
import { cell, safe, table } from './html-parts.js'
import { isMoved, provenanceOf, scopeSentences } from './summary.js'

function methodSentences(result: AuditResult): readonly string[] {
  const { rule, seed, tasks, guarantee } = result
  const margin = points(rule.margin).replace('+', '').replace(' pp', ' points')
  const trials = tasks.reduce((sum, { candidates }) => sum + candidates.reduce((all, one) => all + one.trials, 0), 0)
  const declared = tasks.map(({ candidates, strategies = [] }) => candidates.length + strategies.length)
  const shares = [...new Set(declared.filter((n) => n > 0))].sort((a, b) => a - b)
  const proof = rule.design === 'fixed'
    ? `Within a number of cases fixed beforehand (at most ${count(rule.maxSamples)}) wins and losses are counted; a candidate is certified once they are too good for a model that is worse by ${margin} or more, whatever share of cases it differs in.`
    : `Somebody who doubts a candidate's inferiority bets on every case that it is less than ${margin} worse. The e-value is what the stake has grown to. For a model that really is so much worse no way of betting makes it grow on average, and the chance that it ever grows to ${eValue(1 / rule.alpha)} is at most ${percent(rule.alpha)}, however often and whenever one looks.`
  return [
    `Each candidate and the incumbent were scored on the same cases, in an order drawn beforehand (seed ${seed}), until the question was settled: ${count(trials)} comparisons over ${count(tasks.length)} ${tasks.length === 1 ? 'task' : 'tasks'}, of which ${count(tasks.filter(isMoved).length)} can move. A failed call counts as a wrong answer of the candidate.`,
    proof,
    ...(shares.length === 0 ? [] : [`Candidates and strategies of a task share the level: ${shares.length === 1 ? `${shares[0]} were declared in each` : `between ${shares[0]} and ${shares.at(-1)} were declared in a task`}, and each begins with its part.`]),
    'The interval holds all differences that the same test has not refuted. A long one means that few cases were needed to stop, not that nothing is known.',
    ...(guarantee ? guaranteeSentences(guarantee) : []),
    ...scopeSentences(result),
    `What this does not say: a verdict holds for traffic like the logged window${tasks.some(({ target }) => target === 'log') ? ', or for the logged calls alone where that is the target,' : ''} and for what the validator measures. Without expected answers that is agreement with the incumbent, its mistakes included. When prompts, traffic or models change, audit again.`,
  ]
}

function provenanceRows(result: AuditResult, data: ReportData | undefined): readonly (readonly [string, string])[] {
  return [
    ...provenanceOf(result),
    ...(data ? [['version', `cheapest-viable ${data.version}`] as const, ['price list', `${data.provenance.priceList}, where the configuration gives no price`] as const] : []),
    ['policy', result.policy ?? 'none written'],
    ...(data?.provenance.digests ?? []).map(({ file, sha256 }) => [`SHA-256 of ${file}`, sha256] as const),
  ]
}

/** How it was decided, what was left out, and where the figures come from. */
export function methodSections(result: AuditResult, data: ReportData | undefined): string {
  const { input } = result
  const excluded = Object.entries(input.excluded).sort(([, a], [, b]) => b - a)
  const prices = data?.provenance.prices ?? []
  return `<h2 id="method">Method</h2>
${methodSentences(result).map((sentence) => `<p>${safe(sentence)}</p>`).join('\n')}
<h2 id="input">Input</h2>
<p>${safe(`${count(input.calls)} records read.`)}${excluded.length === 0 ? ' None was left out.' : ''}</p>
${excluded.length === 0 ? '' : table('Left out, and why', ['records#', 'reason', 'name'], excluded.map(([reason, n]) => [cell(count(n), true), cell(exclusionWords(reason)), cell(reason)]))}
<h2 id="provenance">Provenance</h2>
${prices.length === 0 ? '' : table('Prices that this run counted with, USD per million tokens', ['model', 'input#', 'output#'], prices.map(({ model, price }) => [cell(model), cell(money(price.input), true), cell(money(price.output), true)]))}
${table('The run', ['what', 'value'], provenanceRows(result, data).map(([name, value]) => [`<th scope="row">${safe(name)}</th>`, `<td class="value">${safe(value)}</td>`]))}`
}
