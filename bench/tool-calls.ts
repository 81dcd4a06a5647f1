import { validators } from '../src/validators/index.js'
import { toolCorpus } from '../test/validators/corpus/tool-corpus.js'

// Tool calls against answers whose right and wrong is known from how they were made: npx tsx bench/tool-calls.ts [--seed N]

const at = process.argv.indexOf('--seed')
const corpus = toolCorpus(38_000, at < 0 ? 20261125 : Number(process.argv[at + 1]))
const counts = { both: 0, neither: 0, validatorOnly: 0, makerOnly: 0 }
const wrong = new Map<string, number>()
const started = process.cpuUsage()
for (const { kind, tools, gold, output, isRight } of corpus) {
  const says = validators.tool_call.validate(output, { gold }, { tools }).value === 1
  counts[says ? (isRight ? 'both' : 'validatorOnly') : isRight ? 'makerOnly' : 'neither'] += 1
  if (says !== isRight) wrong.set(kind, (wrong.get(kind) ?? 0) + 1)
}
const { user, system } = process.cpuUsage(started)
const agreement = (counts.both + counts.neither) / corpus.length
process.stdout.write(`${corpus.length} answers of ${new Set(corpus.map(({ kind }) => kind)).size} kinds: both right ${counts.both}, both wrong ${counts.neither}, only the validator says right ${counts.validatorOnly}, only the maker ${counts.makerOnly}; ${Math.round(corpus.length / ((user + system) / 1e6))} scores per CPU second\n`)
for (const [kind, count] of wrong) process.stdout.write(`    ${kind}: ${count}\n`)
process.stdout.write(`MUST agreement: ${(100 * agreement).toFixed(2)} % (goal 99.1 %) ${agreement >= 0.991 ? 'ok' : 'MISSED'}\n`)
process.exitCode = agreement >= 0.991 ? 0 : 1
