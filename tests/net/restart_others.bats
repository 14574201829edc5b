#!/usr/bin/env bats
# Graceful restart (RFC 4724) beside FRR and GoBGP: either side is killed with
# no chance to say a word, and what was forwarded before goes on until it is
# repeated or swept.

load ../lib
load frr
load peers
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"

# What peers.bash asks of us; seen by it alone.
# shellcheck disable=SC2034
setup() {
	peers_need frr gobgp
	LAB=k$((RANDOM % 10000))
	RUN=$(mktemp -d)
	chmod 755 "$RUN"
	export EDGEPIPE_RUN=$RUN EDGEPIPE_STATE=$RUN
	pids=()
	as=64512
	ends=192.0.2.1=65001
	families=ipv4_unicast
	passive=yes # we dial: at once when it is back
	peers_network 192.0.2.1/24
}

teardown() {
	[[ -n ${LAB-} ]] || return 0
	[[ -n ${BATS_TEST_COMPLETED-} ]] ||
		tail -n 20 "$RUN"/state "$RUN"/*.ndjson "$RUN"/err.txt "$RUN"/them/*.log
	peers_end them
	rm -rf "$RUN"
}

us() { # PREFIX: ours
	cat >"$RUN/site.json" <<-EOF
		{"type":"router","as":65001,"router_id":"192.0.2.1","redistribute":{"connected":["accept"]}}
		{"type":"peer","name":"them","remote_as":64512,"remote_address":"192.0.2.2","hold_time":9,
		 "connect_retry":1,"import":["accept"],"export":["accept"],"graceful_restart":{"restart_time":30}}
		{"type":"interface_state","name":"br0","up":true,"addresses":["192.0.2.1/24"]}
		{"type":"route","protocol":"connected","family":"ipv4_unicast","prefix":"192.0.2.0/24","paths":[{"interface":"br0"}]}
		{"type":"route","protocol":"connected","family":"ipv4_unicast","prefix":"$1","paths":[{"interface":"lan"}]}
	EOF
	lab_start hub bgpspeak run "$RUN/site.json" </dev/null \
		>>"$RUN/out.ndjson" 2>>"$RUN/err.txt" 3>&-
	speaker=$!
}

state_is() { # FILTER
	lab_in hub bgpspeak show peers them >"$RUN/state"
	jq -se "any(.[]; $1)" "$RUN/state"
}

killed() { # PID
	kill -9 "$1"
	while kill -0 "$1" 2>/dev/null; do :; done
}

withdrawn() {
	jq -r 'select(.type == "route" and .op == "del" and .rib == "loc") | .prefix' \
		"$RUN/out.ndjson"
}

# They are killed, and what comes back in their place has one route less.
they_are_killed() { # PID COMMAND...
	lab_wait 20 state_is '.accepted == 2 and .end_of_rib == ["ipv4_unicast"]'
	killed "$1"
	lab_wait 5 state_is '.state != "established" and .stale == ["ipv4_unicast"]
		and .accepted == 2'
	[[ -z $(withdrawn) ]]
	"${@:2}"
	lab_wait 30 state_is '.state == "established" and has("stale") == false
		and .accepted == 1'
	diff - <(withdrawn) <<<172.16.1.0/24
}

# We are killed; the next of us has another route.
we_are_killed() { # WHETHER-THEY-HAVE WHETHER-THEY-MISS-US
	lab_wait 20 "$1" 10.1.0.0/24
	killed "$speaker"
	lab_wait 10 "$2"
	"$1" 10.1.0.0/24
	us 10.7.0.0/24
	lab_wait 30 "$1" 10.7.0.0/24
	lab_wait 10 eval "! $1 10.1.0.0/24"
}

# ---- FRR

# shellcheck disable=SC2034
frr_routes() { # PREFIX...
	routes=$(printf ' address-family ipv4 unicast\n'
		printf '  network %s\n' "$@")
	global=$(printf ' bgp graceful-restart\n bgp graceful-restart restart-time 60\n'
		printf ' bgp graceful-restart preserve-fw-state')
}

frr_again() {
	frr_routes 172.16.0.0/24
	frr_bgpd_conf 2 >"$RUN/them/conf"
	rm -f "$RUN"/them/bgpd.*
	frr_run them bgpd -n -f "$RUN/them/conf"
}

frr_start() {
	peers_plug them 2
	frr_routes 172.16.0.0/24 172.16.1.0/24
	start_frr them 2
}

frr_has() {
	frr_ask them show bgp ipv4 unicast "$1" | grep -q 'from 192.0.2.1'
}

frr_misses_us() {
	! frr_ask them show bgp neighbors 192.0.2.1 |
		grep -q 'BGP state = Established'
}

@test "FRR's bgpd is killed: its routes stay, and what it does not repeat is swept" {
	frr_start
	us 10.1.0.0/24
	they_are_killed "${pids[1]}" frr_again
}

@test "we are killed: FRR keeps our routes, and the next of us takes over" {
	frr_start
	us 10.1.0.0/24
	we_are_killed frr_has frr_misses_us
}

# ---- GoBGP

# shellcheck disable=SC2034
gobgp_start() { # PREFIX...
	each=$(printf '[neighbors.graceful-restart.config]\nenabled = true\nrestart-time = 60\n')
	routes=$(printf '%s\n' "$@")
	sed_family='/afi-safi-name/a [neighbors.afi-safis.mp-graceful-restart.config]\nenabled = true'
	gobgp_conf 2 | sed "$sed_family" >"$RUN/them/conf"
	lab_start them gobgpd ${again:+-r} -f "$RUN/them/conf" --pprof-disable \
		--api-hosts 127.0.0.1:50051 </dev/null >>"$RUN/them/gobgpd.log" 2>&1 3>&-
	lab_wait 10 lab_in them gobgp neighbor
	xargs -L 1 nsenter --net="/run/netns/$LAB-them" gobgp global rib add <<<"$routes"
}

# It says End-of-RIB at once, before it can be told its routes.
gobgp_again() {
	ip -n "$LAB-hub" link set to-them down
	again=yes gobgp_start 172.16.0.0/24
	ip -n "$LAB-hub" link set to-them up
}

gobgp_has() {
	lab_in them gobgp -j global rib | jq -e --arg p "$1" 'has($p)'
}

gobgp_misses_us() {
	lab_in them gobgp -j neighbor | jq -e '.[0].state.session_state != 6'
}

@test "GoBGP is killed: its routes stay, and what it does not repeat is swept" {
	peers_plug them 2
	gobgp_start 172.16.0.0/24 172.16.1.0/24
	us 10.1.0.0/24
	they_are_killed "${pids[0]}" gobgp_again
}

@test "we are killed: GoBGP keeps our routes, and the next of us takes over" {
	peers_plug them 2
	gobgp_start 172.16.0.0/24
	us 10.1.0.0/24
	we_are_killed gobgp_has gobgp_misses_us
}
