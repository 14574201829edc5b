#!/usr/bin/env bats
# BFD with BIRD and with FRR: over one hop and over several, IPv4 and IPv6; who
# falls silent is noticed long before the hold timer, on either side.

load ../lib

an_end() { # NAMESPACE N
	ip -n "$1" link set lo up
	ip -n "$1" addr add "192.0.2.$2/24" dev wire
	ip -n "$1" addr add "2001:db8::$2/64" dev wire nodad
	ip -n "$1" link set wire up
}

setup() {
	need jq ip nsenter
	need_netns
	US=ep$$-us THEM=ep$$-them
	RUN=$(mktemp -d) # FRR's daemons are not root
	chmod 755 "$RUN"
	export EDGEPIPE_RUN=$RUN
	pids=()
	cd "$RUN" || return
	ip netns add "$US"
	ip netns add "$THEM"
	ip -n "$US" link add wire type veth peer name wire netns "$THEM"
	an_end "$US" 1
	an_end "$THEM" 2
}

teardown() {
	local pid

	[[ -n ${BATS_TEST_COMPLETED-} ]] || tail -n 20 "$RUN"/*
	for pid in "${pids[@]}"; do
		kill -CONT "$pid" 2>/dev/null || :
		kill "$pid" 2>/dev/null || :
	done
	wait
	ip netns del "$US" 2>/dev/null || :
	ip netns del "$THEM" 2>/dev/null || :
	cd / && rm -rf "$RUN"
}

# start NAMESPACE COMMAND ...: its process is in $! and in the array `pids`.
start() {
	local namespace=$1

	shift
	nsenter --net="/run/netns/$namespace" -- "$@" 3>&- &
	pids+=($!)
}

# us AS ADDRESS [KEYS]: the speaker, with one peer, and 3 x 100 ms of BFD.
us() {
	cat >site.json <<-EOF
		{"type":"router","as":65001,"router_id":"192.0.2.1"}
		{"type":"peer","name":"them","remote_as":$1,"remote_address":"$2",
		 "hold_time":90,"connect_retry":1,"import":["accept"],"export":["accept"],
		 "families":["ipv4_unicast"],"bfd":{"interval_ms":100,"multiplier":3}${3:+,$3}}
	EOF
	start "$US" bgpspeak run --no-resolve site.json \
		</dev/null >out.ndjson 2>err.txt
	speaker=${pids[-1]}
}

state_is() {
	bgpspeak show peers them 2>/dev/null | jq -es ".[0] | $1" >/dev/null
}

is_watched() {
	state_is '.state == "established" and .bfd.state == "up"'
}

# BFD has said that it is down.
noticed() {
	jq -se 'map(select(.type == "peer_state" and .bfd.state == "down"
		and .bfd.diagnostic)) | length > 0' out.ndjson >/dev/null
}

them_bird() { # AS NEIGHBOR [LINE ...]
	local as=$1 neighbor=$2

	shift 2
	cat >bird.conf <<-EOF
		log "$RUN/bird.log" all;
		router id 192.0.2.2;
		protocol device {}
		protocol bfd {
			interface "wire" { interval 100 ms; multiplier 3; };
			multihop { interval 100 ms; multiplier 3; };
		}
		protocol static { ipv4; route 172.16.0.0/24 blackhole; }
		protocol bgp edge {
			local as $as;
			neighbor $neighbor as 65001;
			hold time 90;
			connect delay time 1;
			connect retry time 1;
			error wait time 1, 2;
			bfd;
			ipv4 { import all; export all; next hop address 192.0.2.2; };
			$(printf '%s\n' "$@")
		}
	EOF
	start "$THEM" bird -f -c bird.conf -s bird.ctl
	bird=${pids[-1]}
	wait_for 5 test -S bird.ctl
}

bird_has_bfd() {
	birdc -r -s bird.ctl show bfd sessions | grep -qE "wire +$1|--- +$1"
}

# What both kinds of path have in common, once they are up.
silence_is_noticed() {
	kill -STOP "$bird"
	wait_for 3 noticed
	jq -se 'map(select(.type == "peer_state" and .bfd.state == "down")) |
		last | .bfd.diagnostic == "control_detection_time_expired" and
		.code == 6 and .subcode == 10 and .direction == "sent"' \
		out.ndjson >/dev/null
	grep -q 'peer "them": BFD is down: control_detection_time_expired' err.txt
	kill -CONT "$bird"
	wait_for 15 is_watched
	kill -STOP "$speaker"
	wait_for 3 bird_has_bfd Down
	kill -CONT "$speaker"
	wait_for 15 is_watched
}

@test "BIRD, one hop: who falls silent is noticed within a second, on either side" {
	need bird birdc
	them_bird 64512 192.0.2.1
	us 64512 192.0.2.2
	wait_for 10 is_watched
	wait_for 5 bird_has_bfd Up
	wait_for 5 state_is '.bfd == {state: "up", multihop: false, detection_ms: 300}'
	silence_is_noticed
}

@test "BIRD, several hops and IPv6: the same over UDP port 4784" {
	need bird birdc
	them_bird 65001 2001:db8::1 'multihop;' 'source address 2001:db8::2;'
	us 65001 2001:db8::2 '"local_address":"2001:db8::1"'
	wait_for 10 is_watched
	wait_for 5 state_is '.bfd == {state: "up", multihop: true, detection_ms: 300}'
	silence_is_noticed
}

@test "BIRD: another interval is no failure of the path" {
	need bird birdc
	them_bird 64512 192.0.2.1
	us 64512 192.0.2.2
	wait_for 10 is_watched
	sed -i 's/"interval_ms":100/"interval_ms":200/' site.json
	kill -HUP "$speaker"
	wait_for 5 state_is '.bfd.detection_ms == 600'
	sed -i 's/"interval_ms":200/"interval_ms":50/' site.json
	kill -HUP "$speaker"
	wait_for 5 state_is '.bfd.detection_ms == 300'
	state_is '.established == 1 and .bfd.state == "up"'
}

FRR=/usr/lib/frr

# them_frr AS: zebra, bfdd and bgpd, whose sockets are in RUN.
them_frr() {
	local daemon extra

	cat >frr.conf <<-EOF
		bfd
		 profile quick
		  receive-interval 100
		  transmit-interval 100
		  detect-multiplier 3
		router bgp $1
		 bgp router-id 192.0.2.2
		 no bgp ebgp-requires-policy
		 neighbor 192.0.2.1 remote-as 65001
		 neighbor 192.0.2.1 timers 30 90
		 neighbor 192.0.2.1 timers connect 1
		 neighbor 192.0.2.1 bfd
		 neighbor 192.0.2.1 bfd profile quick
	EOF
	chown -R frr:frr .
	for daemon in zebra bfdd bgpd; do
		extra=()
		[[ $daemon != bfdd ]] || extra=(--bfdctl "$RUN/bfdd.sock")
		start "$THEM" "$FRR/$daemon" -P 0 -f "$RUN/frr.conf" \
			-i "$RUN/$daemon.pid" -z "$RUN/zserv" \
			--vty_socket "$RUN" "${extra[@]}" \
			</dev/null >"$daemon.log" 2>&1
		wait_for 5 test -S "$daemon.vty"
	done
}

frr_has_bfd() {
	vtysh --vty_socket "$RUN" -d bfdd -c 'show bfd peers json' |
		jq -e "length == 1 and .[0].status == \"$1\"" >/dev/null
}

@test "FRR: bfdd and we agree, and each notices when the other is killed" {
	[[ -x $FRR/bfdd ]] || skip "frr is not installed"
	need vtysh
	them_frr 64512
	us 64512 192.0.2.2
	wait_for 15 is_watched
	wait_for 5 frr_has_bfd up
	wait_for 5 state_is '.bfd == {state: "up", multihop: false, detection_ms: 300}'
	kill -STOP "$speaker"
	wait_for 3 frr_has_bfd down
	kill -CONT "$speaker"
	wait_for 20 is_watched
	kill -STOP "$(<bfdd.pid)"
	wait_for 3 noticed
	kill -CONT "$(<bfdd.pid)"
	wait_for 20 is_watched
}

@test "FRR: an end that was meant is no failure of the path" {
	[[ -x $FRR/bfdd ]] || skip "frr is not installed"
	need vtysh
	them_frr 64512
	us 64512 192.0.2.2
	wait_for 15 is_watched
	vtysh --vty_socket "$RUN" -d bfdd -c 'configure terminal' \
		-c bfd -c 'profile quick' -c shutdown
	wait_for 5 state_is '.bfd.state == "down"'
	state_is '.established == 1 and .state == "established"
		and .bfd.diagnostic == "neighbor_signaled_session_down"'
	vtysh --vty_socket "$RUN" -d bfdd -c 'configure terminal' \
		-c bfd -c 'profile quick' -c 'no shutdown'
	wait_for 10 is_watched
}
