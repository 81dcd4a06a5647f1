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

/** A title ending in `#` stands over figures. Rows are cells, or whole rows where they begin with `<tr`. */
export function table(caption: string, head: readonly string[], rows: readonly string[]): string {
  const titles = head.map((title) => `<th scope="col"${title.endsWith('#') ? ' class="n"' : ''}>${safe(title.replace(/#$/, ''))}</th>`)
  return `<div class="scroll" tabindex="0" role="group" aria-label="${safe(caption)}"><table><caption><span class="sticky">${safe(caption)}</span></caption><thead><tr>${titles.join('')}</tr></thead><tbody>${rows.map((row) => (row.startsWith('<tr') ? row : `<tr>${row}</tr>`)).join('')}</tbody></table></div>`
}
