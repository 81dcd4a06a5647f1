/** One cell of the design study of the betting test. */
export interface PublishedCell {
  readonly maxSamples: number
  /** In percent and percentage points, as are the powers. */
  readonly discordance: number
  readonly difference: number
  /** Share certified and mean replays of the test alone, then of test and futility together. */
  readonly power: number
  readonly trials: number
  readonly futilePower: number
  readonly futileTrials: number
}

type Row = readonly [maxSamples: number, discordance: number, difference: number, power: number, trials: number, futilePower: number, futileTrials: number]

/**
 * Source: the simulation study that fixed the constants of the test (an independent implementation; margin 3 points,
 * level 5 %, one candidate; 4 000 to 10 000 repetitions a cell, 20 000 to 40 000 at the margin).
 */
const ROWS: readonly Row[] = [
  [100, 2, 0, 28.9, 96, 28.9, 83],
  [100, 2, -1, 11.1, 99, 11.1, 76],
  [100, 2, -2, 0, 100, 0, 66],
  [100, 3, -3, 0, 100, 0, 54],
  [100, 5, 0, 21.8, 95, 21.8, 65],
  [100, 5, -1, 12.6, 98, 12.6, 60],
  [100, 5, -2, 6, 99, 6, 54],
  [100, 5, -3, 2.7, 100, 2.7, 48],
  [100, 5, -5, 0, 100, 0, 38],
  [100, 10, 0, 16.8, 95, 16.7, 50],
  [100, 10, -1, 10.6, 97, 10.5, 47],
  [100, 10, -2, 6.7, 98, 6.7, 42],
  [100, 10, -3, 3.6, 99, 3.6, 38],
  [100, 10, -5, 1, 100, 1, 31],
  [100, 20, 0, 12.9, 96, 12.7, 40],
  [100, 20, -1, 9.2, 97, 9.1, 37],
  [100, 20, -2, 6.4, 98, 6.3, 35],
  [100, 20, -3, 4.3, 99, 4.2, 32],
  [100, 20, -5, 1.6, 99, 1.6, 27],
  [300, 2, 0, 87.5, 206, 87.2, 195],
  [300, 2, -1, 56.6, 251, 56.4, 207],
  [300, 2, -2, 22.1, 283, 22.1, 185],
  [300, 3, -3, 4.5, 297, 4.5, 141],
  [300, 5, 0, 62, 241, 61.3, 198],
  [300, 5, -1, 35.1, 270, 34.6, 187],
  [300, 5, -2, 15, 288, 14.9, 164],
  [300, 5, -3, 4.2, 297, 4.2, 135],
  [300, 5, -5, 0.1, 300, 0.1, 90],
  [300, 10, 0, 42, 261, 41, 184],
  [300, 10, -1, 22.9, 280, 22.3, 169],
  [300, 10, -2, 11.2, 291, 10.9, 148],
  [300, 10, -3, 4.3, 296, 4.2, 127],
  [300, 10, -5, 0.3, 300, 0.3, 91],
  [300, 20, 0, 26, 276, 24.5, 160],
  [300, 20, -1, 16.2, 286, 15.3, 147],
  [300, 20, -2, 8.8, 292, 8.3, 130],
  [300, 20, -3, 4.5, 296, 4.3, 116],
  [300, 20, -5, 1, 299, 0.9, 90],
  [1000, 2, 0, 100, 298, 100, 298],
  [1000, 2, -1, 97.5, 475, 97, 465],
  [1000, 2, -2, 53.3, 793, 52.1, 607],
  [1000, 3, -3, 4.8, 981, 4.6, 436],
  [1000, 5, 0, 98.4, 445, 97.6, 436],
  [1000, 5, -1, 80.5, 666, 77.8, 586],
  [1000, 5, -2, 33.9, 889, 32.2, 597],
  [1000, 5, -3, 4.7, 985, 4.5, 433],
  [1000, 5, -5, 0, 1000, 0, 198],
  [1000, 10, 0, 87, 617, 83.6, 553],
  [1000, 10, -1, 57, 801, 53, 599],
  [1000, 10, -2, 22.1, 932, 20.5, 543],
  [1000, 10, -3, 4.4, 985, 4.1, 411],
  [1000, 10, -5, 0.1, 999, 0.1, 222],
  [1000, 20, 0, 61.7, 779, 56.6, 584],
  [1000, 20, -1, 36.6, 878, 33.4, 556],
  [1000, 20, -2, 15.6, 955, 14, 483],
  [1000, 20, -3, 4.7, 985, 4.2, 388],
  [1000, 20, -5, 0.2, 999, 0.1, 240],
]

export const PUBLISHED: readonly PublishedCell[] = ROWS.map(([maxSamples, discordance, difference, power, trials, futilePower, futileTrials]) => (
  { maxSamples, discordance, difference, power, trials, futilePower, futileTrials }
))
