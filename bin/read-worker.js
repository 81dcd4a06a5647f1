// The file that a thread which reads logs is started on: a worker needs one of its own wherever the rest was compiled to.
import '../dist/digest/read-worker.js'
