/** Kept equal to package.json by a test; reading a file at every start would cost more. */
export const VERSION = '0.1.0'
