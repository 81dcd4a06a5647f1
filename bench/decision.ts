import { parseArgs } from 'node:util'
import { reportFalseViable } from './decision/false-viable.js'
import { reportPower } from './decision/power-table.js'

// Error rates and power of the decision, by simulation: npx tsx bench/decision.ts [--repetitions 2000]
const { values } = parseArgs({ options: { repetitions: { type: 'string', default: '2000' } } })
const repetitions = Number(values.repetitions)
if (!Number.isSafeInteger(repetitions) || repetitions < 1) throw new RangeError('--repetitions must be a whole number from 1 up')

console.log(`Wrong verdicts at a true difference of −3 points (margin 3 points), ${repetitions} runs a line.`)
console.log('A mean of −3 points needs a discordance of 3 % at least: that row stands in for 2 %.\n')
const falseViable = reportFalseViable(repetitions)
console.log(falseViable.lines.join('\n'))

console.log('\nPower and replays; ! marks more than 2 points or 5 % from the study.\n')
const power = reportPower(repetitions)
console.log(power.lines.join('\n'))
console.log(`\n${falseViable.broken} bounds broken, ${power.deviations} deviations from the study.`)
if (falseViable.broken > 0) process.exitCode = 1
