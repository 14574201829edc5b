#!/usr/bin/env bats
# vrfctl watch: the kernel's links and routes, as they are and as they change.

load vrfctl

setup() {
	machine_up
}

teardown() {
	machine_down
}

watch() {
	start_alone vrfctl watch -v
	lab_wait 10 said '.type == "eor" and .protocol == "kernel" and
		.family == "ipv6_unicast"'
}

@test "watch tells of links and connected networks, then that this is all" {
	run -0 --separate-stderr lab_in dc vrfctl watch --once
	[ -z "$stderr" ]
	diff - <(jq -r 'select(.type == "route") |
		"\(.protocol) \(.family) \(.prefix) \(.paths[].interface)"' \
		<<<"$output" | sort) <<-'EOF'
		connected ipv4_unicast 10.1.1.0/24 lan1
		connected ipv6_unicast fd00:1:1::/64 lan1
	EOF
	jq -se 'any(.[]; .type == "interface_state" and .name == "lan1" and .up
		and (.addresses | contains(["10.1.1.1/24", "fd00:1:1::1/64"])))' \
		<<<"$output"
	jq -se 'map(.type) | index("eor") > rindex("route")' <<<"$output"
}

@test "watch names whose a route is" {
	ip -n "$LAB-dc" route add 10.9.0.0/24 via 10.1.1.2
	ip -n "$LAB-dc" route add 10.9.1.0/24 via 10.1.1.2 proto bird
	ip -n "$LAB-dc" route add 10.9.2.0/24 via 10.1.1.2 proto 77 metric 5
	ip -n "$LAB-dc" route add 10.9.3.0/24 via 10.1.1.2 proto "$OURS"
	ip -n "$LAB-dc" route add 10.9.4.0/24 via 10.1.1.2 table 100
	ip -n "$LAB-dc" route add blackhole 10.9.5.0/24
	ip -n "$LAB-dc" route add fd09::/64 via fd00:1:1::2 proto static
	run -0 --separate-stderr lab_in dc vrfctl watch --once
	diff - <(jq -r 'select(.protocol != "connected" and .paths) |
		"\(.protocol) \(.prefix) \(.metric) \(.paths[].next_hop)"' \
		<<<"$output" | sort) <<-'EOF'
		bird 10.9.1.0/24 0 10.1.1.2
		proto_77 10.9.2.0/24 5 10.1.1.2
		static 10.9.0.0/24 0 10.1.1.2
		static fd09::/64 1024 fd00:1:1::2
	EOF
}

@test "a network that is plugged in is told at once, and so is its end" {
	watch
	lan 2
	lab_wait 5 last_is 10.1.2.0/24 '.op != "del" and .protocol == "connected"'
	lab_wait 5 last_is fd00:1:2::/64 '.paths[0].interface == "lan2"'
	lab_wait 5 said '.name == "lan2" and .up and
		(.addresses | contains(["10.1.2.1/24"]))'
	ip -n "$LAB-dc" link delete lan2
	lab_wait 5 last_is 10.1.2.0/24 '.op == "del"'
	lab_wait 5 last_is fd00:1:2::/64 '.op == "del"'
	lab_wait 5 said '.name == "lan2" and .op == "del"'
	last_is 10.1.1.0/24 '.op != "del"'
}

@test "a link that goes down takes its routes along, and brings them back" {
	ip -n "$LAB-dc" route add 10.9.0.0/24 via 10.1.1.2
	watch
	ip -n "$LAB-dc" link set lan1 down
	lab_wait 5 last_is 10.1.1.0/24 '.op == "del"'
	lab_wait 5 last_is 10.9.0.0/24 '.op == "del"'
	lab_wait 5 last_is fd00:1:1::/64 '.op == "del"'
	lab_wait 5 said '.name == "lan1" and .up == false'
	ip -n "$LAB-dc" link set lan1 up
	lab_wait 5 last_is 10.1.1.0/24 '.op != "del"'
	last_is 10.9.0.0/24 '.op == "del"' # the kernel does not bring it back
	run -1 said '.type == "interface_state" and .op == "del"'
}

@test "a line cut at its other end counts as down" {
	ip -n "$LAB-dc" route add 10.9.0.0/24 via 10.1.1.2
	watch
	ip -n "$LAB-far" link set p1 down
	lab_wait 5 last_is 10.1.1.0/24 '.op == "del"'
	lab_wait 5 last_is 10.9.0.0/24 '.op == "del"'
	ip -n "$LAB-far" link set p1 up
	lab_wait 5 last_is 10.1.1.0/24 '.op != "del"'
	lab_wait 5 last_is 10.9.0.0/24 '.op != "del"'
}

@test "addresses come and go with their link's state" {
	watch
	ip -n "$LAB-dc" address add 10.1.9.1/24 dev lan1
	lab_wait 5 last_is 10.1.9.0/24 '.op != "del"'
	lab_wait 5 said '.name == "lan1" and
		(.addresses | contains(["10.1.9.1/24"]))'
	ip -n "$LAB-dc" address delete 10.1.9.1/24 dev lan1
	lab_wait 5 last_is 10.1.9.0/24 '.op == "del"'
	jq -se 'map(select(.name == "lan1")) | last | .addresses |
		contains(["10.1.9.1/24"]) | not' "$T/out"
}

@test "a link with a new name is another link" {
	watch
	ip -n "$LAB-dc" link set lan1 down
	ip -n "$LAB-dc" link set lan1 name wan
	ip -n "$LAB-dc" link set wan up
	lab_wait 5 said '.name == "lan1" and .op == "del"'
	lab_wait 5 said '.name == "wan" and .up'
	lab_wait 5 last_is 10.1.1.0/24 \
		'.op != "del" and .paths[0].interface == "wan"'
}

@test "what another protocol replaces is told to be gone" {
	ip -n "$LAB-dc" route add 10.9.0.0/24 via 10.1.1.2 proto bird
	ip -n "$LAB-dc" route add 10.9.1.0/24 via 10.1.1.2 proto bird
	watch
	ip -n "$LAB-dc" route replace 10.9.0.0/24 via 10.1.1.3 proto static
	ip -n "$LAB-dc" route replace blackhole 10.9.1.0/24 proto bird
	lab_wait 5 said '.prefix == "10.9.0.0/24" and .op == "del" and
		.protocol == "bird"'
	lab_wait 5 said '.prefix == "10.9.0.0/24" and .protocol == "static"'
	lab_wait 5 last_is 10.9.1.0/24 '.op == "del"'
}

@test "of several next hops those whose link is up are told" {
	lan 2
	ip -n "$LAB-dc" route add 10.9.0.0/24 \
		nexthop via 10.1.1.2 weight 3 nexthop via 10.1.2.2
	ip -n "$LAB-dc" route add fd09::/64 \
		nexthop via fd00:1:1::2 nexthop via fd00:1:2::2
	watch
	last_is 10.9.0.0/24 '[.paths[] | [.interface, .weight]] | sort ==
		[["lan1", 3], ["lan2", 1]]'
	last_is fd09::/64 '[.paths[].next_hop] | sort ==
		["fd00:1:1::2", "fd00:1:2::2"]'
	ip -n "$LAB-dc" -6 route delete fd09::/64 via fd00:1:1::2
	lab_wait 5 last_is fd09::/64 '.op != "del" and
		[.paths[].next_hop] == ["fd00:1:2::2"]'
	ip -n "$LAB-far" link set p1 down
	lab_wait 5 last_is 10.9.0.0/24 '[.paths[].interface] == ["lan2"]'
	ip -n "$LAB-far" link set p1 up
	lab_wait 5 last_is 10.9.0.0/24 '.paths | length == 2'
}

@test "after more events than the kernel keeps the picture is right again" {
	watch
	kill -STOP "$pid"
	many_routes 120 "via 10.1.1.2"
	ip -n "$LAB-dc" route delete 10.100.0.0/24
	lan 2
	kill -CONT "$pid"
	lab_wait 10 told "events were lost"
	lab_in dc vrfctl watch --once >"$T/all" 2>"$T/warned"
	lab_wait 20 same_state "$T/out" "$T/all"
	[ "$(grep -c '"prefix":"10.2' "$T/all")" -gt 1000 ]
}

@test "a reader that is slow delays nobody and misses nothing in the end" {
	mkfifo "$T/pipe"
	cat "$T/pipe" >"$T/out" 3>&- &
	reader=$!
	pids+=("$reader")
	lab_start dc vrfctl watch </dev/null >"$T/pipe" 2>"$T/err" 3>&-
	lab_wait 5 last_is 10.1.1.0/24 '.op != "del"'
	kill -STOP "$reader"
	many_routes 40 "via 10.1.1.2"
	lan 2
	# someone else, by the socket, hears of it all
	lab_start dc env EDGEPIPE_RUN="$T/none" vrfctl sync \
		--from "$T/run/vrfctl-watch.sock" \
		</dev/null >"$T/other" 2>/dev/null 3>&-
	lab_wait 10 grep -q '"prefix":"10.1.2.0/24"' "$T/other"
	lab_wait 10 grep -q '"prefix":"10.139.255.0/24"' "$T/other"
	ip -n "$LAB-dc" route flush proto boot
	lab_wait 10 grep -q '"op":"del".*"prefix":"10.139.255.0/24"' "$T/other"
	kill -CONT "$reader"
	lab_in dc vrfctl watch --once >"$T/all" 2>"$T/warned"
	lab_wait 10 same_state "$T/out" "$T/all"
}
