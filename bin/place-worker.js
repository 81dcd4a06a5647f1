// The file that a thread which places requests among tasks is started on.
import '../dist/digest/place-worker.js'
