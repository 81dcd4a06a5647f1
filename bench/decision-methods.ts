import { parseArgs } from 'node:util'
import { ladders, sideBySide } from './decision/side-by-side.js'

// Methods side by side on the same draws: npx tsx bench/decision-methods.ts [--repetitions 2000]
const { values } = parseArgs({ options: { repetitions: { type: 'string', default: '2000' } } })
const repetitions = Number(values.repetitions)
if (!Number.isSafeInteger(repetitions) || repetitions < 1) throw new RangeError('--repetitions must be a whole number from 1 up')

console.log(`Margin 3 points, level 5 %, ${repetitions} repetitions a cell; standard error of a share at most ${(50 / Math.sqrt(repetitions)).toFixed(1)} points.`)
console.log('naive 100: candidate viable when its rate on 100 samples is at most 3 points lower. fixed Tango: one look at the end. group seq.: ten looks, O’Brien-Fleming. betting and fixed design: this product, futility included.')
console.log(sideBySide(repetitions).join('\n'))
console.log(ladders(repetitions).join('\n'))
