// What reads logs after the switch shares files with itself, and takes the same kind of lock as a run.
export { takeLock } from '../../replay/lock.js'
