# The twin of examples/bundles/service-desk in Rego: undefined is "not hit", as `onError: skip` is there.
package guard

import rego.v1

hit contains "certificate-limit" if {
	input.tool == "send_certificate"
	is_number(input.args.amount)
	input.args.amount > 100
}

hit contains "large-party" if {
	input.tool == "book_reservation"
	count(input.args.passengers) > 2
}

hit contains "business-not-asked" if {
	input.tool in {"book_reservation", "update_reservation_flights"}
	input.args.cabin == "business"
	not contains(lower(input.context.user_task), "business")
}

hit contains "certificates-stacked" if {
	input.tool == "book_reservation"
	count([p | some p in input.args.payment_methods; startswith(p.payment_id, "certificate_")]) > 1
}

looked_up if {
	some h in input.history
	h.tool == "get_reservation_details"
	h.error == null
	h.args.reservation_id == input.args.reservation_id
}

hit contains "cancel-unread" if {
	input.tool == "cancel_reservation"
	not looked_up
}

hit contains "baggage-for-free" if {
	input.tool == "update_reservation_baggages"
	input.args.nonfree_baggages == 0
	input.args.total_baggages > 1
}

hit contains "refund-to-gift-card" if {
	input.tool == "return_delivered_order_items"
	startswith(input.args.payment_method_id, "gift_card_")
}

hit contains "odd-cancel-reason" if {
	input.tool == "cancel_pending_order"
	not input.args.reason in {"no longer needed", "ordered by mistake"}
}

hit contains "address-abroad" if {
	glob.match("modify_*_address", [], input.tool)
	input.args.country != "USA"
}

hit contains "address-not-asked" if {
	glob.match("modify_*_address", [], input.tool)
	not contains(input.context.user_task, input.args.zip)
}

hit contains "roaming-not-asked" if {
	input.tool in {"enable_roaming", "toggle_roaming"}
	not regex.match(`(?i)roaming|abroad|travel`, input.context.user_task)
}

hit contains "data-limit" if {
	input.tool == "refuel_data"
	is_number(input.args.gb_amount)
	input.args.gb_amount >= 2
}

hit contains "line-after-error" if {
	input.tool == "resume_line"
	some h in input.history
	h.error != null
}

hit contains "handed-over-early" if {
	input.tool == "transfer_to_human_agents"
	count(input.history) < 3
}

hit contains "many-exchanges" if {
	input.tool == "exchange_delivered_order_items"
	count(input.args.item_ids) > 1
}

hit contains "uneven-exchange" if {
	input.tool in {"exchange_delivered_order_items", "modify_pending_order_items"}
	count(input.args.item_ids) != count(input.args.new_item_ids)
}
