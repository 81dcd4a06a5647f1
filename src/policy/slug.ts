/**
 * Gives ids that fit the policy's id pattern, each only once; a repeat gets `-2`, `-3`, …
 * Letters lose their accents, everything else becomes `-`; a name with nothing left becomes `fallback`.
 */
export function createSlugger(taken: Iterable<string> = []): (name: string, fallback: string) => string {
  const used = new Set(taken)
  return (name, fallback) => {
    const stem = name.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replace(/[^a-z0-9._]+/g, '-').replace(/^[-._]+/, '').slice(0, 56).replace(/[-._]{1,56}$/, '') || fallback
    let slug = stem
    for (let n = 2; used.has(slug); n++) slug = `${stem}-${n}`
    used.add(slug)
    return slug
  }
}
