# The twenty rules of fleet-before.yaml. `hit` is the list of rules that apply to an action.
package guard

params := {"max_refund": 500, "max_transfer": 5000, "max_rows": 10000, "max_risk": 80, "currencies": {"EUR", "USD", "GBP"}}

hit contains "refund-limit" if {
	input.tool == "refund"
	input.args.amount > params.max_refund
	input.context.user_role != "admin"
}

hit contains "refund-large" if {
	input.tool == "refund"
	input.args.amount > 100
}

hit contains "refund-currency" if {
	input.tool == "refund"
	input.args.currency
	not params.currencies[input.args.currency]
}

hit contains "transfer-limit" if {
	input.tool in {"payments.transfer", "payments.payout"}
	input.args.amount > params.max_transfer
}

hit contains "transfer-abroad" if {
	input.tool == "payments.transfer"
	input.args.to_account
	not startswith(input.args.to_account, "DE")
}

hit contains "payout-urgent" if {
	input.tool == "payments.payout"
	input.args.urgent
	input.args.amount > 1000
}

hit contains "capture-large" if {
	input.tool == "payments.capture"
	input.args.amount > 1000
}

hit contains "export-size" if {
	input.tool == "crm.export"
	input.args.rows > params.max_rows
}

hit contains "export-outside" if {
	input.tool == "crm.export"
	contains(input.args.destination, "@")
}

hit contains "mail-outside" if {
	input.tool == "send_email"
	regex.match(`@(mail-drop|quick-inbox|freebox)[.]example$`, input.args.to)
}

hit contains "mask-card" if {
	input.tool == "send_email"
	regex.match(`[0-9]{16}`, input.args.body)
}

secret if contains(input.args.path, ".ssh")

secret if startswith(input.args.path, "/etc")

hit contains "secret-files" if {
	startswith(input.tool, "files.")
	secret
}

hit contains "delete-recursive" if {
	input.tool == "files.delete"
	input.args.recursive
}

hit contains "sql-destructive" if {
	input.tool == "sql.query"
	regex.match(`(?i)^(drop|truncate|delete) `, input.args.sql)
}

hit contains "sql-production" if {
	input.tool == "sql.query"
	input.args.database == "production"
	not startswith(input.args.sql, "SELECT")
}

hit contains "sql-everything" if {
	input.tool == "sql.query"
	startswith(input.args.sql, "SELECT *")
}

download if contains(input.args.command, "curl")

download if contains(input.args.command, "| sh")

hit contains "shell-download" if {
	input.tool == "shell.run"
	download
}

hit contains "deploy-unchecked" if {
	input.tool == "deploy.release"
	input.args.environment == "production"
	input.args.skip_checks
}

hit contains "salary" if {
	input.tool == "hr.lookup"
	"salary" in input.args.fields
	input.context.user_role != "lead"
}

risky if startswith(input.tool, "payments.")

risky if input.tool in {"shell.run", "deploy.release"}

hit contains "risky-unsupervised" if {
	risky
	input.context.risk > params.max_risk
	not input.context.supervised
}
