import type { Reference } from '../src/domain/score.js'
import { validators, type ValidatorName } from '../src/validators/index.js'
import { hostileCorpus } from '../test/validators/corpus/hostile.js'
import { contextsFor, REFERENCES } from '../test/validators/corpus/references.js'

// The longest that any validator takes over any hostile output, as answer and as reference: npx tsx bench/hostile.ts
// Judged by CPU time of all threads, for other work on the machine stretches the clock; engines and tables are loaded before.

const LIMIT_MS = 1000
const corpus = hostileCorpus()
let missed = 0
process.stdout.write(`${corpus.length} outputs, each once as answer and once as answer and reference\n`)
for (const [name, validator] of Object.entries(validators)) {
  let worst = { ms: 0, clockMs: 0, kind: '' }
  const own = REFERENCES[name as ValidatorName]
  validator.validate({ text: 'Eine Antwort, lang genug, um ihre Sprache zu zeigen: 5.', toolCalls: [] }, own, {})
  for (const { kind, output } of corpus) {
    for (const reference of [REFERENCES[name as ValidatorName], { output }] satisfies readonly Reference[]) {
      for (const [i, context] of contextsFor(name).entries()) {
        const started = performance.now()
        const cpu = process.cpuUsage()
        const { value } = validator.validate(output, reference, context)
        const { user, system } = process.cpuUsage(cpu)
        const ms = (user + system) / 1000
        if (ms > worst.ms) worst = { ms, clockMs: performance.now() - started, kind: `${kind}${'output' in reference ? ', as reference' : ''}${i > 0 ? ', with labels or options' : ''}` }
        if (value !== null && !(value >= 0 && value <= 1)) throw new RangeError(`${name}: ${value} for ${kind}`)
      }
    }
  }
  if (worst.ms > LIMIT_MS) missed += 1
  process.stdout.write(`${name.padEnd(12)} ${worst.ms.toFixed(0).padStart(5)} ms CPU (${worst.clockMs.toFixed(0)} ms by the clock)  ${worst.kind}\n`)
}
process.stdout.write(`MUST no output over ${LIMIT_MS} ms: ${missed} validators over it ${missed === 0 ? 'ok' : 'MISSED'}\n`)
process.exitCode = missed === 0 ? 0 : 1
