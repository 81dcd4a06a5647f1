/** A label at a place in pixels; `dy` moves it away from its neighbours. */
export interface Label {
  readonly text: string
  readonly x: number
  readonly y: number
}

const CHARACTER = 7
const LINE = 13

/** For each label how far it moves down (or, near `bottom`, up) so that none lies over another. */
export function spread(labels: readonly Label[], bottom: number): readonly number[] {
  const placed: { x: number; y: number; width: number }[] = []
  const moves = new Map<Label, number>()
  for (const label of [...labels].sort((a, b) => a.y - b.y || a.x - b.x)) {
    const width = label.text.length * CHARACTER
    const free = (y: number): boolean => placed.every((other) => Math.abs(other.y - y) >= LINE || other.x > label.x + width || label.x > other.x + other.width)
    const steps = Array.from({ length: 2 * labels.length + 1 }, (_, i) => (i % 2 === 0 ? -1 : 1) * Math.ceil(i / 2) * LINE)
    const move = steps.find((step) => label.y + step <= bottom && free(label.y + step)) ?? 0
    placed.push({ x: label.x, y: label.y + move, width })
    moves.set(label, move)
  }
  return labels.map((label) => moves.get(label) ?? 0)
}
