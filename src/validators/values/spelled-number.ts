/** Numbers as words, by value: the tongues that write them as one word each. Words that are more often something else (one, un, once, sei) are left out. */
const WORDS: readonly (readonly [value: number, words: string])[] = [
  [0, 'zero cero zéro null nul ноль 零'], [2, 'two zwei deux dos due dois duas twee два две 二 二つ'], [3, 'three drei trois tres tre três drie три 三 三つ'], [4, 'four vier quatre cuatro quattro quatro четыре 四 四つ'], [5, 'five fünf fuenf cinq cinco cinque vijf пять 五 五つ'],
  [6, 'six sechs seis zes шесть 六 六つ'], [7, 'seven sieben sept siete sette sete zeven семь 七 七つ'], [8, 'eight acht huit ocho otto oito восемь 八 八つ'], [9, 'nine neun neuf nueve nove negen девять 九 九つ'], [10, 'ten zehn dix diez dieci dez tien десять 十'],
  [11, 'eleven elf onze undici одиннадцать 十一'], [12, 'twelve zwölf zwoelf douze doce dodici doze twaalf двенадцать 十二'], [13, 'thirteen dreizehn treize trece tredici treze dertien тринадцать 十三'], [14, 'fourteen vierzehn quatorze catorce quattordici catorze veertien четырнадцать 十四'], [15, 'fifteen fünfzehn quinze quince quindici vijftien пятнадцать 十五'],
  [16, 'sixteen sechzehn seize dieciséis sedici dezesseis zestien шестнадцать 十六'], [17, 'seventeen siebzehn dix-sept diecisiete diciassette dezessete zeventien семнадцать 十七'], [18, 'eighteen achtzehn dix-huit dieciocho diciotto dezoito восемнадцать 十八'], [19, 'nineteen neunzehn dix-neuf diecinueve diciannove dezenove девятнадцать 十九'], [20, 'twenty zwanzig vingt veinte venti vinte twintig двадцать 二十'],
  [30, 'thirty dreißig dreissig trente treinta trenta trinta dertig тридцать 三十'], [40, 'forty vierzig quarante cuarenta quaranta quarenta veertig сорок 四十'], [50, 'fifty fünfzig cinquante cincuenta cinquanta cinquenta vijftig пятьдесят 五十'], [60, 'sixty sechzig soixante sesenta sessanta sessenta zestig шестьдесят 六十'],
  [70, 'seventy siebzig septante setenta settanta zeventig семьдесят 七十'], [80, 'eighty achtzig quatre-vingts ochenta ottanta oitenta восемьдесят 八十'], [90, 'ninety neunzig nonante noventa novanta negentig девяносто 九十'],
]
const BY_WORD: ReadonlyMap<string, number> = new Map(WORDS.flatMap(([value, words]) => words.split(' ').filter((word) => word !== '').map((word) => [word, value] as const)))
/** Only between other words of a number: “one hundred”, “hundert”. */
const TIMES: ReadonlyMap<string, number> = new Map([['hundred', 100], ['thousand', 1000], ['million', 1e6], ['billion', 1e9]])
const TOKEN = /[\p{L}\p{N}]+(?:-[\p{L}]+)*/gu

/** Longer texts give their numbers in figures. */
const LONGEST = 300

interface Run {
  readonly start: number
  end: number
  total: number
  current: number
  last: number
}

/**
 * True for a text that is a number word and nothing else. Whoever asked for a number and reads figures cannot use it; amid a sentence such a word
 * is read by people.
 */
export function isBareWord(text: string): boolean {
  return text.length <= 60 && !/\d/.test(text) && /^\W*(?:(?:minus|moins|menos|meno|минус|negative)\s)?\d+\W*$/iu.test(withFigures(text))
}

/** A short text without any figure, with the numbers that it spells out as figures: “twelve hundred” → “1200”. Other texts as they stand. */
export function withFigures(text: string): string {
  if (text.length > LONGEST || /\d/.test(text)) return text
  const runs: Run[] = []
  let run: Run | undefined
  let gap = ''
  let from = 0
  for (const match of text.matchAll(TOKEN)) {
    const word = match[0].toLowerCase()
    gap = text.slice(from, match.index)
    from = match.index + match[0].length
    if (word === 'and' && run !== undefined && run.last >= 100 && gap === ' ') continue
    const parts = BY_WORD.has(word) ? [word] : word.split('-')
    const values = parts.map((part) => (part === 'one' ? 1 : (BY_WORD.get(part) ?? TIMES.get(part))))
    const isOne = word === 'one' && run === undefined && !/^\W*(?:hundred|thousand|million|billion)\b/i.test(text.slice(from))
    if (isOne || values.some((value) => value === undefined)) {
      run = undefined
      continue
    }
    for (const value of values) {
      const isTimes = value !== undefined && value >= 100
      const fits: boolean = run !== undefined && (parts.length > 1 || /^(?: and)? $|^-$|^ and $/.test(gap) || gap === ' ' || text.slice(run.end, match.index).trim() === 'and') && (isTimes ? run.last < (value ?? 0) : run.last >= 100 || (run.last >= 20 && run.last < 100 && (value ?? 0) < 10))
      if (run === undefined || !fits) {
        run = { start: match.index, end: from, total: 0, current: value ?? 0, last: value ?? 0 }
        runs.push(run)
        continue
      }
      if (value !== undefined && value >= 1000) {
        run.total += Math.max(1, run.current) * value
        run.current = 0
      } else if (value === 100) run.current = Math.max(1, run.current) * 100
      else run.current += value ?? 0
      run.last = value ?? 0
      run.end = from
    }
  }
  return runs.toReversed().reduce((written, { start, end, total, current }) => `${written.slice(0, start)}${total + current}${written.slice(end)}`, text)
}
