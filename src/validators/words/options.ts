import { labelKey } from '../fold.js'

const LISTED = /^[ \t]*[*_]{0,2}\(?([A-J])(?:\)|\.|:)[*_]{0,2}[ \t]+(\S[^\n]{0,119})$/gm
const LONGEST_PROMPT = 20_000

/** The options that a prompt lists one a line (“A) Mercury”), key of the words → key of the letter; empty where it lists none, or two with the same words. */
export function optionsOf(input: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const letters = new Set<string>()
  for (const [, letter = '', words = ''] of input.slice(-LONGEST_PROMPT).matchAll(LISTED)) {
    const key = labelKey(words)
    // A second list, as of an example, makes it unclear which one is asked about.
    if (letters.has(letter) || found.has(key) || key === '') return new Map()
    letters.add(letter)
    found.set(key, letter.toLowerCase())
  }
  return letters.has('A') && letters.has('B') ? found : new Map()
}

/** The letter of the option whose words stand right behind a letter, “C) Mars”; undefined where no option's do. */
export function optionBeside(text: string, letter: string, options: ReadonlyMap<string, string>): string | undefined {
  const behind = new RegExp(`(?<![\\p{L}\\p{N}])${letter.toUpperCase()}[).:][*_]{0,2}[ \\t]+([^\\n]{1,120})`, 'gu')
  const last = [...text.slice(-LONGEST_PROMPT).matchAll(behind)].at(-1)?.[1]
  return last === undefined ? undefined : options.get(labelKey(last))
}
