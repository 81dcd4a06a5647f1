import { parseModelRef } from '../domain/model.js'
import { signedPoints } from '../domain/points.js'
import { verdictWords } from '../domain/verdict-words.js'
import { columns as columnsOf, fitMiddle, plain } from '../text/display.js'
import type { CandidateView } from './state.js'

/** Columns of a terminal from which on bars, whole verdicts and long words fit. */
export const WIDE = 70

/** How far the wealth is on its way to the certificate, on the logarithmic scale on which it grows; in [0,1]. */
export function progressToCertificate(eValue: number, threshold: number): number {
  if (eValue <= 0) return 0
  return Math.max(0, Math.min(1, (Math.log(eValue) + Math.log(threshold)) / (2 * Math.log(threshold))))
}

function bar(share: number, width: number): string {
  const full = Math.round(share * width)
  return '█'.repeat(full) + '░'.repeat(width - full)
}

/** A model in at most `width` columns: where it has no room its provider gives way, then the middle of its name. */
export function modelName(ref: string, width: number): string {
  const whole = plain(ref)
  return columnsOf(whole) <= width ? whole : fitMiddle(parseModelRef(ref)?.model ?? ref, width)
}

function nameCell(ref: string, width: number): string {
  const shown = modelName(ref, width)
  return shown + ' '.repeat(Math.max(0, width - columnsOf(shown)))
}

/** From this width on the interval is drawn too. */
const BROAD = 110
/** Points either way that a drawn interval shows, one column each. */
const REACH = 10

/** The interval on a scale of ±10 points: `─` what it covers, `●` the difference, `┊` the margin (`┼` where it is covered). */
export function strip({ interval, difference, margin }: CandidateView): string {
  if (interval === undefined) return ' '.repeat(2 * REACH + 1)
  const at = (share: number): number => Math.max(-REACH, Math.min(REACH, Math.round(share * 100)))
  const [lower, upper, mean, least] = [at(interval[0]), at(interval[1]), at(difference), margin === undefined ? undefined : at(-margin)]
  return Array.from({ length: 2 * REACH + 1 }, (_, column) => {
    const point = column - REACH
    const covered = point >= lower && point <= upper
    if (point === mean) return '●'
    if (point === least) return covered ? '┼' : '┊'
    return covered ? '─' : ' '
  }).join('')
}

/** Trials, running difference and its interval, in points. */
function figuresOf({ trials, maxSamples, difference, interval, verdict }: CandidateView, most: number): string {
  if (trials === 0) return ''
  const bounds = interval === undefined ? '' : ` [${signedPoints(interval[0])} ${signedPoints(interval[1])}]`
  const [whole, short] = [`${trials}/${maxSamples} ${signedPoints(difference)}${bounds}`, `${trials} ${signedPoints(difference)}${bounds}`]
  return verdict !== undefined || whole.length > most ? short : whole
}

/** One line: name, wealth towards the certificate, trials, difference with its interval, verdict. Only the edge of a very narrow terminal cuts it. */
export function candidateLine(candidate: CandidateView, columns: number): string {
  const { model, verdict, reason = 'certified', trials, eValue, threshold } = candidate
  const words = verdict && verdictWords(verdict, reason, true)
  const mark = words?.sign ?? (trials > 0 ? '▸' : ' ')
  const figures = figuresOf(candidate, columns - 15)
  const wide = columns >= WIDE
  const end = words && wide ? `${figures ? ' ' : ''}${words.words}` : ''
  const wealth = wide && trials > 0 && !verdict ? `${bar(progressToCertificate(eValue, threshold), 12)} ` : ''
  const drawn = columns >= BROAD && trials > 0 && !verdict ? `  ${strip(candidate)}` : ''
  const room = columns - 5 - figures.length - end.length - wealth.length
  return `  ${mark} ${nameCell(wide ? model : (parseModelRef(model)?.model ?? model), Math.max(8, Math.min(26, room)))} ${wealth}${figures}${drawn}${end}`
}
