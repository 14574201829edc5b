#!/usr/bin/env bats
# Labels that join into LSPs: a triangle of ldpd-lite of which a link is cut,
# and many FECs exchanged with FRR's ldpd. Labels are followed by the records.

load ../lib
load frr
load ldp
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"

setup() {
	need_ldp
	LAB=t$((RANDOM % 10000))
	RUN=$(mktemp -d)
	chmod 755 "$RUN"
	pids=()
}

teardown() {
	local name

	[[ -n ${RUN-} ]] || return 0
	mapfile -tO "${#pids[@]}" pids < <(cat "$RUN"/*/*.pid 2>/dev/null)
	kill "${pids[@]}" 2>/dev/null || :
	wait_for 5 eval "! kill -0 ${pids[*]} 2>/dev/null" ||
		kill -9 "${pids[@]}" 2>/dev/null || :
	frr_clean "${pids[@]}"
	for name in edge far next; do
		ip netns delete "$LAB-$name" 2>/dev/null || :
	done
	rm -rf "$RUN"
}

# The last record of the node that the filter lets pass, or nothing.
last() { # NAME FILTER
	jq -cn "last(inputs | select($2))" <"$RUN/$1/out.ndjson" 2>/dev/null
}

# The last word on the LSP of edge to next: the interface, its label or none.
lsp() {
	last edge '.type == "lsp" and .fec == "10.255.0.3/32"' |
		jq -r '.paths[0] | "\(.interface) \(.labels[0] // "none")"'
}

lsp_goes() {
	[[ $(lsp) == "$1 "* ]]
}

@test "a triangle whose link is cut: the LSP moves to the labels it holds" {
	ldp_node edge 1
	ldp_node far 2
	ldp_node next 3
	ldp_line edge 1 far 2
	ldp_line far 2 next 3
	ldp_line edge 1 next 3
	ldp_route edge 10.255.0.2 10.12.0.2
	ldp_route edge 10.255.0.3 10.13.0.3
	ldp_route far 10.255.0.1 10.12.0.1
	ldp_route far 10.255.0.3 10.23.0.3
	ldp_route next 10.255.0.1 10.13.0.1
	ldp_route next 10.255.0.2 10.23.0.2
	ldp_site edge 1 '{}' to-far to-next
	ldp_site far 2 '{}' to-edge to-next
	ldp_site next 3 '{}' to-edge to-far
	for name in edge far next; do
		ldp_start "$name"
	done
	wait_for 20 ldp_is edge 10.255.0.2:0 operational
	wait_for 20 ldp_is edge 10.255.0.3:0 operational
	wait_for 20 ldp_is far 10.255.0.3:0 operational
	# next is one hop away: it wants no label
	wait_for 10 lsp_goes to-next
	[[ $(lsp) == "to-next none" ]]
	# the label of far is there before it is needed (liberal retention)
	wait_for 10 ldp_has edge 'select(.type == "label" and
		.fec == "10.255.0.3/32" and .neighbor == "10.255.0.2:0")'
	held=$(last edge '.type == "label" and .fec == "10.255.0.3/32" and
		.neighbor == "10.255.0.2:0"' | jq .label)

	ip -n "$LAB-edge" link set to-next down
	ldp_route edge 10.255.0.3 10.12.0.2
	wait_for 5 lsp_goes to-far
	[[ $(lsp) == "to-far $held" ]]
	# label by label: far pops what it gave out, and hands on to next
	wait_for 5 ldp_has far "select(.type == \"lfib\" and
		.in_label == $held and .paths == [{
			\"next_hop\": \"10.23.0.3\", \"interface\": \"to-next\"}])"

	ip -n "$LAB-edge" link set to-next up
	ip -n "$LAB-edge" route replace 10.255.0.3 via 10.13.0.3
	wait_for 20 lsp_goes to-next
}

# ---- many ----

# many NAME OCTET VIA: FECS routes 10.OCTET.X.Y/32.
many() {
	local i

	for ((i = 0; i < FECS; i++)); do
		echo "route add 10.$2.$((i >> 8)).$((i & 255))/32 via $3"
	done | ip -n "$LAB-$1" -batch -
}

far_told() {
	(($(ldp_ask far show mpls ldp binding |
		awk '$2 ~ /^10[.]100[.]/ && $5 != "-"' | wc -l) == FECS))
}

edge_told() {
	(($(grep -c '"type":"label","fec":"10[.]101[.].*"remote"' \
		"$RUN/edge/out.ndjson") == FECS))
}

@test "1,000 FECs (10,000 with LONG=1) go both ways between us and FRR, and are withdrawn" {
	FECS=1000
	[[ -z ${LONG-} ]] || FECS=10000
	ldp_node edge 1
	ldp_node far 2
	ldp_line edge 1 far 2
	ldp_route edge 10.255.0.2 10.12.0.2
	ldp_route far 10.255.0.1 10.12.0.1
	many edge 100 10.12.0.2
	many far 101 10.12.0.1
	ldp_site edge 1 '{}' to-far
	frr_ldp far 2 to-edge
	ldp_start edge
	wait_for 30 ldp_is edge 10.255.0.2:0 operational
	wait_for 30 edge_told
	wait_for 30 far_told
	# every label that FRR has of us is one of our own, and no other's
	ldp_ask far show mpls ldp binding |
		awk '$2 ~ /^10[.]100[.]/ && $5 != "-" { print $2, $5 }' |
		sort >"$RUN/far/labels"
	jq -r 'select(.type == "label" and .direction == "local" and
		(.fec | startswith("10.100."))) | "\(.fec) \(.label)"' \
		<"$RUN/edge/out.ndjson" | sort | diff - "$RUN/far/labels"
	[[ $(cut -d ' ' -f 2 "$RUN/far/labels" | sort -u | wc -l) -eq $FECS ]]

	for ((i = 0; i < FECS; i++)); do
		echo "route del 10.100.$((i >> 8)).$((i & 255))/32"
	done | ip -n "$LAB-edge" -batch -
	FECS=0
	wait_for 30 far_told
}
