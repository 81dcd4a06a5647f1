/** A drawing with a caption below it; nothing when there is nothing to draw. The caption says in words what the drawing shows. */
export function figure(host: Element, caption: string, drawing: Element | undefined): void {
  if (!drawing) return
  const frame = document.createElement('figure')
  const words = document.createElement('figcaption')
  words.textContent = caption
  // Inside one image the parts have no names of their own.
  for (const part of drawing.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label')
  drawing.setAttribute('role', 'img')
  drawing.setAttribute('aria-label', caption)
  // Long drawings scroll; whoever has only a keyboard must reach them.
  const scroll = document.createElement('div')
  scroll.className = 'scroll'
  scroll.tabIndex = 0
  scroll.setAttribute('role', 'region')
  scroll.setAttribute('aria-label', caption)
  scroll.append(drawing)
  frame.append(scroll, words)
  host.append(frame)
}
