#!/usr/bin/env bats
# How far a neighbour may be, and where it may come in: TTL, multihop, GTSM
# (RFC 5082) before there is a connection, interfaces. BIRD is in namespace far,
# behind the router mid; another one in near, on our own network.

load ../lib
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"

setup() {
	need_netns
	need ip jq nsenter bird birdc python3
	LAB=t$((RANDOM % 10000))
	RUN=$BATS_TEST_TMPDIR
	export EDGEPIPE_RUN=$RUN EDGEPIPE_STATE=$RUN
	pids=()
	lab_ns us near mid far
	lab_wire us one "192.0.2.1/24 fd00:2::1/64" near wire "192.0.2.2/24 fd00:2::2/64"
	lab_wire us two "198.51.100.1/24" mid to-us "198.51.100.254/24"
	lab_wire mid to-far "203.0.113.254/24" far wire "203.0.113.2/24"
	ip -n "$LAB-us" route add 203.0.113.0/24 via 198.51.100.254
	ip -n "$LAB-far" route add default via 203.0.113.254
	lab_in mid sysctl -qw net.ipv4.ip_forward=1
}

teardown() {
	local name

	[[ -n ${LAB-} ]] || return 0
	[[ -n ${BATS_TEST_COMPLETED-} ]] || tail -n 20 "$RUN"/*.{log,txt,ndjson}
	mapfile -tO "${#pids[@]}" pids < <(cat "$RUN/us.pid" 2>/dev/null)
	[[ ${#pids[@]} -eq 0 ]] || kill "${pids[@]}" 2>/dev/null || :
	wait
	for name in us near mid far; do
		ip netns delete "$LAB-$name"
	done
}

bird_at() { # NAME ADDRESS NEIGHBOUR LINE
	cat >"$RUN/$1.conf" <<-EOF
		log "$RUN/$1.log" all;
		router id ${2/*:*/192.0.2.2};
		protocol device {}
		protocol bgp edge {
			local $2 as 64512;
			neighbor $3 as 65001;
			hold time 9;
			connect delay time 1;
			connect retry time 1;
			error wait time 1, 2;
			ipv4 { import all; export all; };
			ipv6 { import all; export all; };
			$4
		}
	EOF
	lab_start "$1" bird -f -c "$RUN/$1.conf" -s "$RUN/$1.ctl" 3>&- \
		</dev/null >>"$RUN/$1.out" 2>&1
	lab_wait 5 test -S "$RUN/$1.ctl"
}

peer() { # ADDRESS KEYS
	cat <<-EOF
		{"type":"peer","name":"bird","remote_as":64512,"remote_address":"$1","connect_retry":1,
		 "families":["ipv4_unicast","ipv6_unicast"],"import":["accept"],"export":["accept"]${2:+,$2}}
	EOF
}

router() { # KEYS
	echo '{"type":"router","as":65001,"router_id":"192.0.2.1"'"${1:+,$1}}"
}

us() { # the site on standard input; in a pipe, so its process is kept in a file
	cat >"$RUN/site.json"
	lab_start us bgpspeak run "$RUN/site.json" </dev/null \
		>"$RUN/out.ndjson" 2>"$RUN/err.txt" 3>&-
	echo "${pids[-1]}" >>"$RUN/us.pid"
	lab_wait 5 test -S "$RUN/bgpspeak-run.sock"
}

feed() {
	lab_in us bgpspeak run --feed >/dev/null
}

state_is() { # FILTER
	lab_in us bgpspeak show peers bird 2>/dev/null |
		jq -se "any(.[]; .name == \"bird\" and ($1))"
}

# Whether a connection to us is begun: our kernel has answered its SYN.
answers() { # NAME ADDRESS [TTL]
	lab_in "$1" python3 - "$2" "${3-64}" <<-'EOF'
		import socket, sys
		v6 = ":" in sys.argv[1]
		s = socket.socket(socket.AF_INET6 if v6 else socket.AF_INET)
		if v6:
		    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, int(sys.argv[2]))
		else:
		    s.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, int(sys.argv[2]))
		s.settimeout(0.5)
		try:
		    s.connect((sys.argv[1], 179))
		except OSError as e:
		    sys.exit(str(e))
	EOF
}

@test "over a router: a TTL of 1 says what it lacks, one of 2 will do" {
	bird_at far 203.0.113.2 198.51.100.1 'multihop 2;'
	{ router; peer 203.0.113.2; } | us
	lab_wait 10 state_is '.reason | contains("multihop")'
	peer 203.0.113.2 '"ttl":2' | feed
	lab_wait 10 state_is '.state == "established"'
	peer 203.0.113.2 '"ttl":1' | feed
	lab_wait 10 state_is '.state != "established"'
	lab_wait 10 state_is '.reason | contains("multihop")'
	peer 203.0.113.2 '"multihop":true' | feed
	lab_wait 10 state_is '.state == "established"'
}

@test "GTSM over one router, and not over one more than was said" {
	bird_at far 203.0.113.2 198.51.100.1 'multihop 2; ttl security on;'
	{ router; peer 203.0.113.2 '"gtsm":true,"ttl":2'; } | us
	lab_wait 10 state_is '.state == "established"'
	answers far 198.51.100.1 255
	peer 203.0.113.2 '"gtsm":true' | feed
	lab_wait 10 state_is '.state != "established"'
	run ! answers far 198.51.100.1 255
	lab_wait 10 state_is '.reason | startswith("gtsm: what it sends has a lower TTL")'
}

@test "GTSM: who is far is not even answered, each neighbour by its own rule" {
	{
		router
		peer 192.0.2.2 '"gtsm":true,"passive":true'
		peer fd00:2::2 '"gtsm":true,"passive":true' | sed s/bird/six/
		peer 203.0.113.2 '"multihop":true,"passive":true' | sed s/bird/far/
	} | us
	answers near 192.0.2.1 255
	run ! answers near 192.0.2.1 254
	answers near fd00:2::1 255
	run ! answers near fd00:2::1 64
	answers far 198.51.100.1 64
	# without its record anybody is answered, and hung up on
	echo '{"type":"peer","op":"del","name":"bird"}' | feed
	lab_wait 5 answers near 192.0.2.1 64
}

@test "GTSM: we wait to be called, and answer with a TTL of 255" {
	bird_at near 192.0.2.2 192.0.2.1 'ttl security on;'
	{ router; peer 192.0.2.2 '"gtsm":true,"passive":true'; } | us
	lab_wait 10 state_is '.state == "established"'
	lab_in us ss -tnH state established '( sport = :179 )' | grep -q 192.0.2.2
}

@test "GTSM with who sends a TTL of 1 is told with what to do, and does without" {
	bird_at near 192.0.2.2 192.0.2.1 'direct;'
	{ router; peer 192.0.2.2 '"gtsm":true'; } | us
	lab_wait 10 state_is '.reason == "gtsm: what it sends has a lower TTL: it is behind a router, or sends TTL 1 as AWS Direct Connect does: then leave gtsm out"'
	jq -se 'any(.[]; .type == "peer_state" and (.reason // "" | startswith("gtsm")))' "$RUN/out.ndjson"
	peer 192.0.2.2 | feed
	lab_wait 10 state_is '.state == "established" and has("reason") == false'
}

@test "listening on one interface, and a neighbour that may be on one alone" {
	{ router '"listen_interfaces":["one"]'; peer 192.0.2.2 '"passive":true'; } | us
	answers near 192.0.2.1
	run ! answers far 198.51.100.1
	router '"listen_interfaces":["one","two"]' | feed
	lab_wait 5 answers far 198.51.100.1
	router '"listen_interfaces":["one","later"]' | feed
	lab_wait 5 grep -q 'cannot listen on .* of later: No such device' "$RUN/err.txt"
	# its address, but another way in
	bird_at far 203.0.113.2 198.51.100.1 'multihop 2;'
	router | feed
	peer 203.0.113.2 '"passive":true,"multihop":true,"interface":"one"' | feed
	lab_wait 5 grep -q 'a connection from 203.0.113.2, who is not configured' "$RUN/err.txt"
	peer 203.0.113.2 '"passive":true,"multihop":true,"interface":"two"' | feed
	lab_wait 10 state_is '.state == "established"'
}
