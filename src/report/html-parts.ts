import { fit, plain } from '../text/display.js'

const LONGEST_NAME = 160

/** Text of unknown origin as HTML text: safe characters only, markup escaped. */
export function safe(text: string): string {
  return plain(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

/** A cell of text, or of a figure. */
export const cell = (text: string, figure = false): string => `<td${figure ? ' class="n"' : ''}>${safe(text)}</td>`

/** A model's name: it breaks after its provider and nowhere else. */
export function modelName(ref: string): string {
  const name = fit(ref, LONGEST_NAME)
  const slash = name.indexOf('/') + 1
  return `<span class="m">${safe(name.slice(0, slash))}</span>${slash > 0 ? '<wbr>' : ''}<span class="m">${safe(name.slice(slash))}</span>`
}

/** A heading with sentences; nothing where there are none. */
export const list = (title: string, sentences: readonly string[]): string => (sentences.length === 0 ? '' : `<h2>${safe(title)}</h2><ul>${sentences.map((one) => `<li>${safe(one)}</li>`).join('')}</ul>`)

/** From this many columns on, a table on a phone shows each row as a card. */
const CARDS = 4

/** A cell with the title of its column, which a card shows before it. */
const titled = (of: string, title: string): string => of.replace(/^<(td|th)/, `<$1 role="cell" data-title="${safe(title)}"`)

/**
 * A title ending in `#` stands over figures. Rows are lists of cells, or whole rows. Wide tables name the role of each part: style sheets
 * that lay their rows out as cards would else take it from them.
 */
export function table(caption: string, head: readonly string[], rows: readonly (readonly string[] | string)[]): string {
  const names = head.map((title) => title.replace(/#$/, ''))
  const cards = head.length >= CARDS
  const role = (name: string): string => (cards ? ` role="${name}"` : '')
  const titles = head.map((title, at) => `<th scope="col"${role('columnheader')}${title.endsWith('#') ? ' class="n"' : ''}>${safe(names[at] ?? '')}</th>`)
  const row = (cells: readonly string[]): string => `<tr${role('row')}>${cells.map((one, at) => (cards ? titled(one, names[at] ?? '') : one)).join('')}</tr>`
  return `<div class="scroll" tabindex="0" role="group" aria-label="${safe(caption)}"><table${cards ? ' class="cards" role="table"' : ''}><caption><span class="sticky">${safe(caption)}</span></caption><thead${role('rowgroup')}><tr${role('row')}>${titles.join('')}</tr></thead><tbody${role('rowgroup')}>${rows.map((one) => (typeof one === 'string' ? one : row(one))).join('')}</tbody></table></div>`
}
