/** How deep each line with ink stands: the number of lines above it that it is indented under. */
function depths(text: string): readonly number[] {
  const open: number[] = []
  return text.split('\n').flatMap((line) => {
    if (line.trim() === '') return []
    const indent = line.length - line.trimStart().length
    while (open.length > 0 && (open.at(-1) ?? 0) >= indent) open.pop()
    open.push(indent)
    return [open.length]
  })
}

/** Longer texts are compared by their words alone. */
const LONGEST = 200_000

/**
 * False for texts of as many lines of which one stands at another depth: a key of YAML under another one, a statement of Python outside its block. How
 * far a level is indented does not count, nor do texts that break their lines elsewhere.
 */
export function hasSameDepths(given: string, expected: string): boolean {
  if (!given.includes('\n') || !expected.includes('\n') || given.length > LONGEST || expected.length > LONGEST) return true
  const [own, wanted] = [depths(given.trim()), depths(expected.trim())]
  return own.length !== wanted.length || own.every((depth, at) => depth === wanted[at])
}

const LOOSE = /(?<![\p{L}\p{N}\p{M}])(?<!\d\.) | (?![\p{L}\p{N}])|(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]) | (?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])|(?<=\d) (?=\p{Ll}{1,3}(?!\p{L}))/gu

/** A text without blanks that are its layout, beside marks and before a unit: “2x + 3” is “2x+3”, “5 kg” is “5kg”; no other blank between two words or figures goes. */
export function withoutLooseBlanks(text: string): string {
  return text.replace(LOOSE, '')
}
