import { parseModelRef } from '../../domain/model.js'

/**
 * Watches that answers on record and answers of now come from the same snapshots. Returns a function that takes the name with which a model answered, and is false from the first time on that one of
 * now answers under a name which none on record has. The bare name of the model says nothing of a snapshot.
 */
export function createSnapshotGuard(modelRef: string): (answeredAs: string | undefined, isRecorded: boolean) => boolean {
  const bare = new Set([modelRef, parseModelRef(modelRef)?.model])
  const [recorded, fresh] = [new Set<string>(), new Set<string>()]
  return (answeredAs, isRecorded) => {
    if (answeredAs !== undefined && !bare.has(answeredAs)) (isRecorded ? recorded : fresh).add(answeredAs)
    return recorded.size === 0 || [...fresh].every((name) => recorded.has(name))
  }
}
