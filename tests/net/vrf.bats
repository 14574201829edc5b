#!/usr/bin/env bats
# Two customers with the same addresses, each in a VRF of its own, and BIRD at
# each. Where the kernel has no VRF, with LONG=1 in an emulated one that has.

load ../lib
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"

setup() {
	need_netns
	need ip jq nsenter bird birdc
	LAB=v$((RANDOM % 10000))
	RUN=$(mktemp -d)
	export EDGEPIPE_RUN=$RUN EDGEPIPE_STATE=$RUN
	pids=()
	lab_ns us a b
}

teardown() {
	local name

	[[ -n ${LAB-} ]] || return 0
	[[ -n ${BATS_TEST_COMPLETED-} ]] ||
		tail -n 20 "$RUN"/*.log "$RUN"/*.ndjson "$RUN"/err.txt || :
	[[ ${#pids[@]} -eq 0 ]] || kill "${pids[@]}" 2>/dev/null || :
	wait
	for name in us a b; do
		ip netns delete "$LAB-$name"
	done
	rm -rf "$RUN"
}

has_vrf() {
	ip -n "$LAB-us" link add probe type vrf table 999 2>/dev/null &&
		ip -n "$LAB-us" link delete probe
}

# The same test in a kernel that has what it takes.
elsewhere() {
	[[ -n ${LONG-} && -z ${ELSEWHERE-} ]] || skip "this kernel has no VRF (LONG=1)"
	need_shared tools/vmtest
	"$SHARED/tools/vmtest" env -i PATH="$PATH" BUILD="$BUILD" ELSEWHERE=1 \
		"$BATS_ROOT/bin/bats" "$BATS_TEST_FILENAME" >&2 || [[ $? -eq 77 ]]
}

customer() { # NAME TABLE PREFIX [LINE]
	ip -n "$LAB-us" link add "vrf-$1" type vrf table "$2"
	ip -n "$LAB-us" link set "vrf-$1" up
	lab_wire us "to-$1" "" "$1" wire "192.0.2.2/24"
	ip -n "$LAB-us" link set "to-$1" master "vrf-$1"
	ip -n "$LAB-us" address add 192.0.2.1/24 dev "to-$1"
	cat >"$RUN/$1.conf" <<-EOF
		log "$RUN/$1.log" all;
		router id 192.0.2.2;
		protocol device {}
		protocol static { ipv4; route $3 blackhole; }
		protocol bgp edge {
			local 192.0.2.2 as 64512;
			neighbor 192.0.2.1 as 65001;
			connect delay time 1;
			connect retry time 1;
			error wait time 1, 2;
			ipv4 { import all; export all; };
			$4
		}
	EOF
	lab_start "$1" bird -f -c "$RUN/$1.conf" -s "$RUN/$1.ctl" 3>&- \
		</dev/null >>"$RUN/$1.out" 2>&1
}

peer() { # NAME [KEYS]
	cat <<-EOF
		{"type":"peer","name":"$1","vrf":"vrf-$1","remote_as":64512,"remote_address":"192.0.2.2",
		 "connect_retry":1,"import":["accept"],"export":["accept"]${2:+,$2}}
		{"type":"interface_state","name":"to-$1","up":true,"addresses":["192.0.2.1/24"],"vrf":"vrf-$1"}
	EOF
}

routes_are() {
	diff <(lab_in us bgpspeak show routes | jq -c \
		'[.vrf, .prefix, .peer, .paths[0].next_hop, .paths[0].interface]' | sort) "$RUN/expected"
}

@test "customers with the same addresses are told apart by their VRF" {
	has_vrf || {
		elsewhere
		return
	}
	customer a 100 172.16.1.0/24 'passive on;'
	customer b 200 172.16.2.0/24 'password "secret";'
	echo -n secret >"$RUN/b.md5"
	chmod 600 "$RUN/b.md5"
	{
		echo '{"type":"router","as":65001,"router_id":"192.0.2.1"}'
		peer a
		peer b '"passive":true,"password_file":"b.md5"'
		peer c
		# so that next hops are resolved at all
		echo '{"type":"route","protocol":"connected","family":"ipv4_unicast","prefix":"203.0.113.0/24","paths":[{"interface":"lo"}]}'
	} >"$RUN/site.json"
	cat >"$RUN/expected" <<-'EOF'
		["vrf-a","172.16.1.0/24","a","192.0.2.2","to-a"]
		["vrf-b","172.16.2.0/24","b","192.0.2.2","to-b"]
	EOF
	EDGEPIPE_SECRETS=$RUN lab_start us bgpspeak run "$RUN/site.json" \
		</dev/null >"$RUN/out.ndjson" 2>"$RUN/err.txt" 3>&-
	lab_wait 60 routes_are
	lab_in us bgpspeak show peers c |
		jq -se 'any(.[]; .reason == "vrf: the device vrf-c does not exist")'
	# what one has is not told the other
	run ! grep 172.16.1.0 <(lab_in b birdc -r -s "$RUN/b.ctl" show route)
}
