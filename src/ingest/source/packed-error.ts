/** Packed data that ends too early, has something else behind it, is damaged or too large; `kind` says which, `packing` in what. */
export class PackedError extends Error {
  readonly packing: 'gzip' | 'zstd'
  readonly kind: 'cut' | 'trailed' | 'damaged' | 'bomb'

  constructor(packing: PackedError['packing'], kind: PackedError['kind']) {
    super(`${packing}: ${kind}`)
    this.name = 'PackedError'
    this.packing = packing
    this.kind = kind
  }
}
