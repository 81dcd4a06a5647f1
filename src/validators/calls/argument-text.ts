import { composed } from '../fold.js'

const TOKEN = /(?:(?<![\p{L}\p{N}])-)?\d+(?:[.,:/-]\d+)*|[^\s\d,._*^/'’"-]+/gu
/** Capitals and digits that a hyphen joins name an article or a case: AB-120 is not AB120, while Covid-19 is covid 19. */
const CODE = /^(?=\S*(?:[A-Z]-\d|\d-[A-Z]))(?=\S*\d{3}|(?!\S*[A-Z]{5}))[A-Z\d-]+$/

/** A name of a program's: created_at may be written with blanks, but is no createdat. */
const SNAKE = /^[\p{L}\d]+(?:_[\p{L}\d]+)+$/u
/** An option of a command, a path amid words, or a pattern for names of files: what a shell reads. */
const OPTION = /(?:^|\s)--?[A-Za-z][\w-]*(?=\s|=|$)|(?:^|[\s=])\.{0,2}~?\/[\w.*-]|\*\.\w/
/** A path of three parts or more, or of a file with its ending. */
const FILE = /^[\w.@~-]+(?:\/[\w.@-]+){2,}$|^(?:[\w.@~-]+\/)?[\w-]+\.[a-z]{1,5}$/
/** The last mark of a short sign is all that tells A- from A. */
const SIGNED = /^\p{L}{1,3}[-*]$/u

/**
 * Words alike but for case, spaces and the punctuation between words: “New York, NY” and “new york NY”. Addresses, paths and opaque ids
 * (letters of both cases and digits in one word) are held to every character; marks between digits count.
 */
export function isSameText(given: string, expected: string): boolean {
  if (given === expected) return true
  if (isLaidOut(given) || isLaidOut(expected)) return lines(given) === lines(expected)
  const [a, b] = [composed(given).replace(/\s+/g, ' ').trim(), composed(expected).replace(/\s+/g, ' ').trim()]
  if (a === b) return true
  if ((isFormula(a) && isFormula(b) || isPower(a) || isPower(b)) && a.length <= 2000 && b.length <= 2000) return formula(a) === formula(b)
  if (SNAKE.test(a) || SNAKE.test(b)) return snake(a) === snake(b)
  if (CODE.test(a) || CODE.test(b)) return a.toLowerCase() === b.toLowerCase()
  if (isLiteral(a) || isLiteral(b) || a.length > 10_000 || b.length > 10_000) return false
  const key = words(a)
  return key !== '' && key === words(b)
}

/** An expression such as `f(x) = 3*x**2`, where blanks beside marks mean nothing and `**` is `^`; no address, no markup, no quoted text. */
function isFormula(text: string): boolean {
  return /[()=<>]/.test(text) && !/:\/\/|[@\\"'`{};]|^[/~.]|<\/?[a-z]/i.test(text)
}

/** `3x**2 + 2x` or `a^2 * b`: the marks are all of the sense; a bold phrase has none. */
function isPower(text: string): boolean {
  return /\^|[\p{L}\d)\]]\*{1,2}[\p{L}\d(]|[\d)\]]\s?\*{1,2}\s?[\p{L}\d(]|[\p{L})]\s?\*{1,2}\s?\d/u.test(text) && !/(?:^|\s)\*\*?\p{L}[^*]*\*\*?(?:$|[\s.,:;!?])/u.test(text)
}

function formula(text: string): string {
  return text.replaceAll('**', '^').replace(/\s*([^\p{L}\p{N}_.\s])\s*/gu, '$1')
}

/** Lines of which some are indented, or that hold a program's marks: there a line's end and its depth are part of what is said. */
function isLaidOut(text: string): boolean {
  return text.includes('\n') && text.length <= 200_000 && (/\n[ \t]+\S/.test(text) || /[{};=\\|]|\)\s*:?\s*(?:\n|$)/.test(text))
}

/** The lines with ink, each with its indent and without the blanks behind it. */
function lines(text: string): string {
  return composed(text).split('\n').map((line) => line.trimEnd()).filter((line) => line !== '').join('\n')
}

function snake(text: string): string {
  return text.toLowerCase().replace(/[\s_-]+/g, ' ')
}

function isLiteral(text: string): boolean {
  return OPTION.test(text) || SIGNED.test(text) || FILE.test(text) || /:\/\/|@|\\|^[/~.]|[<>{}()=;[\]|]/.test(text) || (/^\S{6,}$/.test(text) && /\d/.test(text) && /\p{Ll}/u.test(text) && /(?<=[\p{L}\p{N}])\p{Lu}/u.test(text))
}

/** What tells one text from another: words and numbers in their order, two numbers never as one. */
function words(text: string): string {
  let joined = ''
  for (const [token] of text.toLowerCase().matchAll(TOKEN)) joined += /\d$/.test(joined) && /^\d/.test(token) ? ` ${token}` : token
  return joined
}
