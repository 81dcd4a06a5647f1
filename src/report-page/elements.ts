import { visibleParts } from './visible.js'

/** An element with a text. What a log holds is set as text, never as markup. */
export function element<K extends keyof HTMLElementTagNameMap>(name: K, text = '', className = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  if (text !== '') appendText(made, text)
  if (className !== '') made.className = className
  return made
}

/** Appends a text, with what is hidden in it made visible. */
export function appendText(host: Element, text: string): void {
  for (const part of visibleParts(text)) {
    if (typeof part === 'string') host.append(part)
    else {
      const sign = document.createElement('span')
      sign.className = 'hidden-sign'
      sign.textContent = `⟨${part.hidden}⟩`
      host.append(sign)
    }
  }
}

/** A labelled choice of values. */
export function choice(label: string, values: readonly string[], change: (value: string) => void): HTMLElement {
  const [frame, select] = [element('label', label), element('select')]
  select.setAttribute('aria-label', label) // without it the options would be part of the name
  for (const value of values) {
    const option = element('option', value)
    option.value = value
    select.append(option)
  }
  select.addEventListener('change', () => change(select.value))
  frame.append(select)
  return frame
}
