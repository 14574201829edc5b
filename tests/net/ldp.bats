#!/usr/bin/env bats
# ldpd-lite beside FRR's ldpd, in both roles, and three of us in a row. The
# kernel need not know MPLS: labels are compared, not forwarded by.

load ../lib
load frr
load ldp
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"

setup() {
	need_ldp
	LAB=l$((RANDOM % 10000))
	RUN=$(mktemp -d)
	chmod 755 "$RUN"
	pids=()
}

teardown() {
	local name

	[[ -n ${RUN-} ]] || return 0
	mapfile -t -O "${#pids[@]}" pids < <(cat "$RUN"/*/*.pid 2>/dev/null)
	kill "${pids[@]}" 2>/dev/null || :
	wait_for 5 ldp_ended "${pids[@]}" ||
		kill -9 "${pids[@]}" 2>/dev/null || :
	frr_clean "${pids[@]}"
	for name in edge far next; do
		ip netns delete "$LAB-$name" 2>/dev/null || :
	done
	cp "$RUN"/*/out.ndjson "$BATS_TEST_TMPDIR/" 2>/dev/null || :
	rm -rf "$RUN"
}

# edge has number $1, far (FRR) $2, and each a route to the other.
pair() { # N M LDP
	ldp_node edge "$1"
	ldp_node far "$2"
	ldp_line edge "$1" far "$2"
	ldp_route edge "10.255.0.$2" "10.$1$2.0.$2"
	ldp_route far "10.255.0.$1" "10.$1$2.0.$1"
	ldp_route edge 10.77.0.0/16 "10.$1$2.0.$2"
	ldp_site edge "$1" "$3" to-far
}

far_is_operational() {
	ldp_ask far show mpls ldp neighbor | grep -q OPERATIONAL
}

# FRR's line on a FEC: its own label and ours, "local remote".
far_binding() { # FEC
	ldp_ask far show mpls ldp binding |
		awk -v fec="$1" '$2 == fec && $5 != "-" { print $4, $5 }'
}

far_has() { # FEC REMOTE
	[[ $(far_binding "$1") == *" $2" ]]
}

@test "the edge that dials exchanges all labels with FRR" {
	pair 2 1 '{}'
	frr_ldp far 1 to-edge
	ldp_start edge
	wait_for 20 ldp_is edge 10.255.0.1:0 operational
	wait_for 10 far_is_operational
	# ours at FRR: implicit null for our address, a label for a route
	wait_for 10 far_has 10.255.0.2/32 imp-null
	wait_for 10 far_has 10.77.0.0/16 16
	# FRR's at us: its address is one hop away, so that nothing is pushed
	wait_for 10 ldp_has edge 'select(.type == "lsp" and
		.fec == "10.255.0.1/32" and .paths[0].interface == "to-far")'
	ldp_has edge 'select(.type == "label" and .direction == "remote" and
		.fec == "10.255.0.1/32" and .neighbor == "10.255.0.1:0" and
		.label == 3)'
	jq -s -e 'map(select(.type == "adjacency")) | last | .active and .gtsm
		and (.capabilities | length == 3)' <"$RUN/edge/out.ndjson"
}

@test "the edge that is dialled does too, and follows a route" {
	pair 1 2 '{"hold_time": 6}'
	frr_ldp far 2 to-edge
	ldp_start edge
	wait_for 20 ldp_is edge 10.255.0.2:0 operational
	wait_for 10 far_has 10.255.0.1/32 imp-null
	ip -n "$LAB-edge" route add 10.78.0.0/16 via 10.12.0.2
	wait_for 10 far_has 10.78.0.0/16 18
	ip -n "$LAB-edge" route del 10.78.0.0/16
	wait_for 10 eval '! far_has 10.78.0.0/16 18'
	run -0 env EDGEPIPE_RUN="$RUN/edge" ldpd-lite show --table
	[[ $output == *10.255.0.2:0*operational* ]]
	run -0 env EDGEPIPE_RUN="$RUN/edge" ldpd-lite show metrics
	[[ $output == *'ldp_session_up{neighbor="10.255.0.2:0"} 1'* ]]
	run -0 env EDGEPIPE_RUN="$RUN/edge" ldpd-lite show bindings 10.255.0.2/32
	[[ $output == *'"direction":"remote","label":3,"reason":"in_use"'* ]]
}

@test "a password that both have is needed on both ends" {
	echo secret >"$BATS_TEST_TMPDIR/key"
	pair 2 1 '{"neighbors": [{"router_id": "10.255.0.1",
		"password_file": "key"}]}'
	install -m 600 "$BATS_TEST_TMPDIR/key" "$RUN/edge/key"
	more='neighbor 10.255.0.2 password secret' frr_ldp far 1 to-edge
	ldp_start edge
	wait_for 20 ldp_is edge 10.255.0.1:0 operational
	wait_for 10 far_has 10.255.0.2/32 imp-null
}

@test "a password file that others may read holds the neighbour down" {
	pair 2 1 '{"password_file": "key"}'
	echo secret >"$RUN/edge/key"
	chmod 644 "$RUN/edge/key"
	frr_ldp far 1 to-edge
	ldp_start edge
	wait_for 20 ldp_has edge 'select(.type == "adjacency" and
		.state == "non_existent" and
		(.reason // "" | test("others may read it")))'
}

@test "FRR that is killed and comes back is a neighbour again" {
	pair 2 1 '{}'
	frr_ldp far 1 to-edge
	ldp_start edge
	wait_for 20 ldp_is edge 10.255.0.1:0 operational
	wait_for 10 ldp_has edge 'select(.type == "lsp" and
		.fec == "10.255.0.1/32")'
	kill "$(cat "$RUN/far/ldpd.pid")"
	wait_for 10 eval '! ldp_is edge 10.255.0.1:0 operational'
	wait_for 5 ldp_has edge 'select(.type == "lsp" and .op == "del" and
		.fec == "10.255.0.1/32")'
	wait_for 10 ldp_ended "$(cat "$RUN/far/ldpd.pid")"
	frr_ldpd far
	wait_for 30 ldp_is edge 10.255.0.1:0 operational
	wait_for 10 far_has 10.255.0.2/32 imp-null
}

@test "a link that is cut takes the neighbour with it, and brings it back" {
	pair 2 1 '{}'
	frr_ldp far 1 to-edge
	ldp_start edge
	wait_for 20 ldp_is edge 10.255.0.1:0 operational
	ip -n "$LAB-edge" link set to-far down
	wait_for 5 ldp_is edge 10.255.0.1:0 gone
	ip -n "$LAB-edge" link set to-far up
	ldp_route edge 10.255.0.1 10.21.0.1
	wait_for 20 ldp_is edge 10.255.0.1:0 operational
}

@test "three in a row: the labels join into an LSP" {
	ldp_node edge 1
	ldp_node far 2
	ldp_node next 3
	ldp_line edge 1 far 2
	ldp_line far 2 next 3
	ldp_route edge 10.255.0.2 10.12.0.2
	ldp_route edge 10.255.0.3 10.12.0.2
	ldp_route far 10.255.0.1 10.12.0.1
	ldp_route far 10.255.0.3 10.23.0.3
	ldp_route next 10.255.0.1 10.23.0.2
	ldp_route next 10.255.0.2 10.23.0.2
	ldp_site edge 1 '{}' to-far
	ldp_site next 3 '{}' to-far
	frr_ldp far 2 to-edge to-next
	ldp_start edge
	ldp_start next
	wait_for 20 ldp_is edge 10.255.0.2:0 operational
	wait_for 20 ldp_is next 10.255.0.2:0 operational
	# edge pushes what FRR has given out; FRR has implicit null of next
	wait_for 10 far_has 10.255.0.3/32 imp-null
	label=$(far_binding 10.255.0.3/32 | awk '{ print $1 }' | head -n 1)
	wait_for 10 ldp_has edge "select(.type == \"lsp\" and
		.fec == \"10.255.0.3/32\" and .paths[0].labels == [$label])"
	ldp_has edge "select(.type == \"lfib\" and
		.paths[0].labels == [$label])"
}

@test "two of us are operational with the first hello, over both IP versions" {
	ldp_node edge 1
	ldp_node next 3
	ip -n "$LAB-edge" address add fd00:255::1/128 dev lo
	ip -n "$LAB-next" address add fd00:255::3/128 dev lo
	ldp_line edge 1 next 3
	ldp_route edge 10.255.0.3 10.13.0.3
	ldp_route next 10.255.0.1 10.13.0.1
	ldp_route edge fd00:255::3 fd00:13::3
	ldp_route next fd00:255::1 fd00:13::1
	ldp_site edge 1 '{"transport": ["10.255.0.1", "fd00:255::1"]}' to-next
	ldp_site next 3 '{"transport": ["10.255.0.3", "fd00:255::3"]}' to-edge
	ldp_start edge
	ldp_start next
	wait_for 4 ldp_is edge 10.255.0.3:0 operational
	wait_for 4 ldp_has edge 'select(.type == "adjacency" and
		.state == "operational" and .remote_address == "fd00:255::3")'
	wait_for 4 ldp_has edge 'select(.type == "lsp" and
		.fec == "fd00:255::3/128")'
	wait_for 4 ldp_has edge 'select(.type == "lsp" and
		.fec == "10.255.0.3/32")'
}

@test "an address that comes and goes leaves the others, and the end is soon" {
	ldp_node edge 1
	ldp_node next 3
	ldp_line edge 1 next 3
	ldp_route edge 10.255.0.3 10.13.0.3
	ldp_route next 10.255.0.1 10.13.0.1
	ldp_site edge 1 '{}' to-next
	ldp_site next 3 '{}' to-edge
	lab_start next ldpd-lite decode --interface to-edge \
		>"$RUN/next/heard" 2>/dev/null
	ldp_start next
	ldp_start edge
	wait_for 10 ldp_is edge 10.255.0.3:0 operational
	ip -n "$LAB-edge" address add 10.5.0.1/24 dev to-next
	wait_for 4 grep -q '"address".*"10.5.0.1"' "$RUN/next/heard"
	ip -n "$LAB-edge" address del 10.5.0.1/24 dev to-next
	wait_for 4 grep -q '"address_withdraw".*"10.5.0.1"' "$RUN/next/heard"
	run -1 grep '"address_withdraw".*"10.13.0.1"' "$RUN/next/heard"
	kill "${pids[-1]}"
	wait_for 4 ldp_ended "${pids[-1]}"
	run -1 grep 'gave up' "$RUN/edge/log"
}
