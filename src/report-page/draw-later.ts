/** Something to be drawn once. */
export interface Drawing {
  readonly host: Element
  readonly draw: () => void
}

/** Pixels below the screen at which a drawing is made, so that whoever scrolls finds it there. */
const AHEAD = 800

/**
 * Draws what is in sight, or nearly, at once and all else one by one while the browser is idle: the page can be read before the last plot is
 * there. Whoever prints finds everything. `data-drawn` on the document's root says when nothing is left.
 */
export function drawLater(drawings: readonly Drawing[]): void {
  const waiting = new Map(drawings.map((one) => [one.host, one]))
  const draw = (host: Element): void => {
    const one = waiting.get(host)
    if (one === undefined) return
    waiting.delete(host)
    seen.unobserve(host)
    one.draw()
    if (waiting.size === 0) document.documentElement.dataset['drawn'] = 'yes'
  }
  const seen = new IntersectionObserver((entries) => { for (const { isIntersecting, target } of entries) if (isIntersecting) draw(target) }, { rootMargin: `${AHEAD}px` })
  for (const { host } of drawings) seen.observe(host)
  // Safari has no idle time to give.
  const later = (then: () => void): void => { if ('requestIdleCallback' in window) requestIdleCallback(then); else setTimeout(then, 50) }
  const next = (): void => {
    const [host] = waiting.keys()
    if (host === undefined) return
    draw(host)
    later(next)
  }
  window.addEventListener('beforeprint', () => { for (const host of waiting.keys()) draw(host) })
  window.addEventListener('load', () => later(next))
}
