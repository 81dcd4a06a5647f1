/** What is no ordinary chat model, or is sold for something else; and `latest`, under which the model may change during a run. */
const OTHER_KIND = /audio|image|vision|embed|realtime|search|research|codex|computer|transcribe|tts|whisper|moderation|guard|instruct|oss|ocr|live|veo|imagen|lyria|robotics|native|thinking|voxtral|chat|preview|latest|exp\b|specdec|reasoning|gemma|:|\d+k$/
/** Bought by training, dated copies of another entry, and lines that later models have taken over. */
const NOT_NEW = /^ft:|\bft\b|\d{4}-\d{2}-\d{2}|[-@]\d{4,8}$|^o\d|^(ada|babbage|curie|davinci|text-)/

/** A model of the price library with its version taken out of its name. */
export interface ModelFamily {
  readonly model: string
  /** What stays the same from version to version: `gpt-mini`, `claude-haiku`. */
  readonly family: string
  /** First word of the family: all of a line share one numbering. */
  readonly line: string
  readonly version: readonly number[]
}

/** Reads family and version from a name; undefined for what is no current general chat model. */
export function modelFamily(model: string): ModelFamily | undefined {
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase()
  if (OTHER_KIND.test(name) || NOT_NEW.test(name)) return undefined
  const version = [...name.matchAll(/(?:^|[-v])(\d+(?:\.\d+)?)(?=o?(?:-|$))/g)].flatMap(([, digits = '']) => digits.split('.').map(Number))
  if (version.length === 0) return undefined
  const words = name.split('-').filter((word) => !/^v?\d+(\.\d+)?o?$/.test(word))
  return { model, family: words.join('-'), line: words[0] ?? '', version }
}

function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) if ((a[at] ?? 0) !== (b[at] ?? 0)) return (a[at] ?? 0) - (b[at] ?? 0)
  return 0
}

/** The newest model of each family, without families that are two major versions or more behind the newest of their line: such are being retired. */
export function newestOfFamilies(models: readonly string[]): readonly string[] {
  const newest = new Map<string, ModelFamily>()
  const lines = new Map<string, number>()
  for (const model of models) {
    const one = modelFamily(model)
    if (!one) continue
    const known = newest.get(one.family)
    if (!known || compareVersions(one.version, known.version) > 0) newest.set(one.family, one)
    lines.set(one.line, Math.max(lines.get(one.line) ?? 0, one.version[0] ?? 0))
  }
  return [...newest.values()].filter(({ line, version }) => (version[0] ?? 0) >= (lines.get(line) ?? 0) - 1).map(({ model }) => model)
}
