const CAUSES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder', EACCES: 'it may not be written', EPERM: 'it may not be written', EISDIR: 'that is a folder', ENOTDIR: 'a part of the path is no folder',
  ENXIO: 'nobody reads that pipe', EROFS: 'the file system is read-only', ENOSPC: 'the disk is full', EDQUOT: 'the disk quota is used up', ENAMETOOLONG: 'the name is too long',
}

/** Why a file could not be written, in words; the system's code where there are none for it. */
export function writeTrouble(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return code === undefined ? 'it cannot be written' : Object.hasOwn(CAUSES, code) ? `${CAUSES[code]}` : code
}
