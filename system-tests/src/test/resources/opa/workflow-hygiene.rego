# The twin of examples/bundles/workflow-hygiene in Rego.
package guard

import rego.v1

same(h) if {
	h.tool == input.tool
	h.args == input.args
}

hit contains "third-identical-call" if count([h | some h in input.history; same(h)]) >= 2

hit contains "too-long" if input.step >= 30

hit contains "retry-of-an-error" if {
	some h in input.history
	same(h)
	h.error != null
}

hit contains "error-storm" if count([h | some h in input.history; h.error != null]) >= 5

hit contains "back-and-forth" if {
	n := count(input.history)
	n >= 2
	same(input.history[n - 2])
	input.history[n - 1].tool != input.tool
}

tools if glob.match("{send_*,git_*,browse_webpage,input_to_webpage}", [], input.tool)

hit contains "key-was-read" if {
	tools
	some h in input.history
	contains(h.result, "PRIVATE KEY")
}
