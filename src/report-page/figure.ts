/** A drawing with a name and, below it, a caption; nothing when there is nothing to draw. The caption says in words what the drawing shows. */
export function figure(host: Element, name: string, caption: string, drawing: Element | undefined): void {
  if (!drawing) return
  const frame = document.createElement('figure')
  const words = document.createElement('figcaption')
  words.textContent = caption
  // Inside one image the parts have no names of their own.
  for (const part of drawing.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label')
  drawing.setAttribute('role', 'img')
  drawing.setAttribute('aria-label', name)
  frame.append(drawing, words)
  host.append(frame)
}
