/** What the table knows of one setting. */
export interface Certified {
  readonly shape: number
  readonly constant: number
  readonly size: number
}

type Row = readonly [maxSamples: number, declared: number, shape: number, constant: number, size: number]

const MARGIN = 0.03
const ALPHA = 0.05
/** Found by the search of `fixedDesign`, each size bounded by `sizeBound` over 160 intervals of the discordance. */
const ROWS: readonly Row[] = [
  [100, 1, -0.3, 1.7554, 0.04921],
  [120, 1, -0.3, 1.7904, 0.04648],
  [150, 1, -0.25, 1.7825, 0.04933],
  [150, 2, -0.3, 2.058, 0.0249],
  [150, 3, -0.4, 2.2033, 0.01666],
  [200, 1, -0.4, 1.7742, 0.04964],
  [200, 2, -0.3, 2.0692, 0.02493],
  [200, 3, -0.3, 2.2318, 0.01653],
  [300, 1, -0.25, 1.8047, 0.0498],
  [300, 2, -0.25, 2.1031, 0.02439],
  [300, 3, -0.25, 2.2546, 0.01647],
  [400, 1, -0.25, 1.8154, 0.04989],
  [400, 2, -0.25, 2.1031, 0.02493],
  [400, 3, -0.25, 2.2599, 0.01657],
  [500, 1, -0.25, 1.8248, 0.04971],
  [500, 2, -0.25, 2.1101, 0.025],
  [500, 3, -0.25, 2.2699, 0.01649],
  [250, 1, -0.25, 1.7996, 0.04973],
  [250, 2, -0.25, 2.0861, 0.02488],
  [250, 3, -0.25, 2.2471, 0.01648],
  [200, 4, -0.5, 2.3119, 0.0125],
  [300, 4, -0.25, 2.3691, 0.01204],
  [400, 4, -0.25, 2.3726, 0.01218],
  [500, 4, -0.25, 2.3714, 0.0125],
  [200, 5, -0.25, 2.4174, 0.01],
  [300, 5, -0.25, 2.4428, 0.00997],
  [400, 5, -0.25, 2.4434, 0.01],
  [500, 5, -0.25, 2.4626, 0.00968],
  [200, 6, -0.3, 2.4872, 0.00815],
  [300, 6, -0.25, 2.5019, 0.00821],
  [400, 6, -0.25, 2.5075, 0.00832],
  [500, 6, -0.25, 2.5138, 0.00831],
]

/** The certified constant at margin 0.03 and level 0.05/K, K up to 6; undefined for other settings. */
export function certifiedConstant(maxSamples: number, margin: number, level: number): Certified | undefined {
  if (Math.abs(margin - MARGIN) > 1e-12) return undefined
  const row = ROWS.find(([n, declared]) => n === maxSamples && Math.abs(level - ALPHA / declared) < 1e-12)
  return row && { shape: row[2], constant: row[3], size: row[4] }
}
