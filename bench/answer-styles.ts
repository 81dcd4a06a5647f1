import { validators } from '../src/validators/index.js'
import { LETTER_STYLES, NUMBER_STYLES } from '../test/validators/corpus/answer-styles.js'

// What the readers of letters and numbers make of many models' ways of putting an answer: npx tsx bench/answer-styles.ts
// Corpus and readers have one author, so the share says how far the author's imagination is covered. A false agreement is the worse error.

const LETTERS = ['A', 'B', 'C', 'D', 'E']
const says = (text: string) => ({ text, toolCalls: [] })
const wrong: string[] = []
let [agreements, misses] = [0, 0]

function judge(text: string, expected: string, isRight: boolean, isGiven: boolean): void {
  if (isRight === isGiven) return
  if (isGiven) agreements += 1
  else misses += 1
  wrong.push(`${isGiven ? 'false agreement' : 'missed'}: ${JSON.stringify(text)}, expected ${expected}`)
}

for (const [text, letter] of LETTER_STYLES) {
  for (const each of LETTERS) judge(text, each, each === letter, validators.choice.validate(says(text), { gold: each }, {}).value === 1)
}
for (const [text, gold, value] of NUMBER_STYLES) judge(text, String(gold), value === 1, validators.number.validate(says(text), { gold }, {}).value === 1)

const total = LETTER_STYLES.length + NUMBER_STYLES.length
process.stdout.write(`${LETTER_STYLES.length} texts with letters, ${NUMBER_STYLES.length} with numbers: ${agreements} false agreements, ${misses} answers missed (${((100 * misses) / total).toFixed(1)} %)\n`)
for (const line of wrong) process.stdout.write(`    ${line}\n`)
process.exitCode = agreements === 0 ? 0 : 1
