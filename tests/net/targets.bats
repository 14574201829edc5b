#!/usr/bin/env bats
# Route target membership (RFC 4684) as a reflector: what a GoBGP with VRFs is
# told of VPN routes, which another GoBGP announces, is what its VRFs import.
# One story: each test goes on from where the one before has ended.

load ../lib
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"

setup() {
	need_netns
	need ip jq nsenter gobgpd gobgp
	SHARE=$BATS_FILE_TMPDIR/lab
	[[ -e $SHARE ]] || build
	# shellcheck disable=SC1090
	. "$SHARE"
	export EDGEPIPE_RUN=$RUN
}

build() {
	LAB=t$((RANDOM % 10000))
	RUN=$(mktemp -d)
	export EDGEPIPE_RUN=$RUN EDGEPIPE_STATE=$RUN
	pids=()
	keep
	lab_ns rr a b
	lab_wire rr to-a 192.0.2.1/30 a to-rr 192.0.2.2/30
	lab_wire rr to-b 192.0.2.5/30 b to-rr 192.0.2.6/30
	go_bgp a 192.0.2.2 192.0.2.1 rtc
	go_bgp b 192.0.2.6 192.0.2.5 rtc
	jq -cn '{type: "router", name: "r", as: 65001,
		router_id: "192.0.2.77"}, ({a: "192.0.2.2", b: "192.0.2.6"} |
		to_entries[] | {type: "peer", name: .key, remote_as: 65001,
		remote_address: .value, hold_time: 9, connect_retry: 1,
		route_reflector_client: true,
		families: ["ipv4_vpn", "l2vpn_evpn", "ipv4_rtc"]})' \
		>"$RUN/rr.json"
	lab_start rr bgpspeak run "$RUN/rr.json" </dev/null \
		>"$RUN/rr.ndjson" 2>"$RUN/rr.log" 3>&-
	lab_wait 20 is_up a
	lab_wait 20 is_up b
	keep
}

keep() {
	declare -p LAB RUN pids | sed 's/^declare/& -g/' >"$SHARE"
}

teardown_file() {
	if [[ -e $BATS_FILE_TMPDIR/lab ]]; then
		# shellcheck disable=SC1091
		. "$BATS_FILE_TMPDIR/lab"
		kill "${pids[@]}" 2>/dev/null || :
		lab_wait 5 all_have_ended
		for name in rr a b; do
			ip netns delete "$LAB-$name"
		done
		rm -rf "$RUN"
	fi
}

all_have_ended() {
	! kill -0 "${pids[@]}"
}

teardown() {
	[[ -n ${BATS_TEST_COMPLETED-} ]] || cat "$RUN/rr.log"
}

go_bgp() { # NAMESPACE OWN PEER
	local family

	{
		printf '[global.config]\nas = 65001\nrouter-id = "%s"\n' "$2"
		printf '[[neighbors]]\n[neighbors.config]\n'
		printf 'neighbor-address = "%s"\npeer-as = 65001\n' "$3"
		printf '[neighbors.timers.config]\n'
		printf 'connect-retry = 1\nhold-time = 9\n'
		for family in l3vpn-ipv4-unicast l2vpn-evpn rtc; do
			printf '[[neighbors.afi-safis]]\n'
			printf '[neighbors.afi-safis.config]\n'
			printf 'afi-safi-name = "%s"\n' "$family"
		done
	} >"$RUN/$1.toml"
	lab_start "$1" gobgpd -f "$RUN/$1.toml" --api-hosts 127.0.0.1:50051 \
		--pprof-disable </dev/null >"$RUN/$1.gobgpd" 2>&1 3>&-
	lab_wait 10 go "$1" neighbor
}

go() { # NAMESPACE ARGUMENT...
	lab_in "$1" gobgp "${@:2}"
}

is_up() { # PEER
	lab_in rr bgpspeak show peers "$1" |
		jq -se 'any(.[]; .state == "established")'
}

# The second octets of what came to a of the reflector, and nothing else.
has_just() { # OCTET...
	diff <(go a neighbor 192.0.2.1 adj-in -a vpnv4 | tee /dev/stderr |
		sed -nE 's/.*65001:9:10\.([0-9]+)\.0\.0.*/\1/p' | sort) \
		<([[ $# -eq 0 ]] || printf '%s\n' "$@")
}

announce() { # OCTET TARGET
	go b global rib add -a vpnv4 "10.$1.0.0/16" label "$1" rd 65001:9 \
		rt "$2" nexthop 192.0.2.6
}

told() { # OCTET: the reflector itself has it
	jq -se --arg p "10.$1.0.0/16" 'any(.[]; .prefix == $p)' "$RUN/rr.ndjson"
}

@test "GoBGP is told of what its VRFs import, and of nothing else" {
	go a vrf add red rd 65001:100 rt both 65001:100
	go b vrf add red rd 65001:109 rt both 65001:100
	go b vrf add blue rd 65001:209 rt both 65001:200
	announce 1 65001:100
	announce 2 65001:200
	announce 3 65001:100
	lab_wait 10 told 2
	lab_wait 10 has_just 1 3
}

@test "another VRF brings its routes, and takes them along when it goes" {
	go a vrf add blue rd 65001:200 rt both 65001:200
	lab_wait 10 has_just 1 2 3
	go a vrf del red
	lab_wait 10 has_just 2
}

@test "a route whose target changes comes, and goes" {
	announce 3 65001:200
	lab_wait 10 has_just 2 3
	announce 2 65001:100
	lab_wait 10 has_just 3
	lab_in rr bgpspeak show routes --rib adj_out --peer a | jq -se \
		'map(select(.family == "ipv4_vpn").prefix) == ["10.3.0.0/16"]'
}

@test "EVPN routes too go to those alone who want them" {
	local target

	for target in 100 200; do
		go b global rib add -a evpn multicast "192.0.2.$target" etag 0 \
			rd 65001:9 rt "65001:$target"
	done
	lab_wait 10 has_evpn 192.0.2.200
	run -0 go a neighbor 192.0.2.1 adj-in -a evpn
	[[ $output != *192.0.2.100* ]]
}

has_evpn() { # ADDRESS
	go a neighbor 192.0.2.1 adj-in -a evpn | tee /dev/stderr | grep -F "$1"
}

@test "another cluster_id is told to all, without a reset" {
	lab_in rr bgpspeak run --feed - <<-'EOT'
		{"type":"router","name":"r","as":65001,"router_id":"192.0.2.77","cluster_id":"192.0.2.78"}
	EOT
	lab_wait 10 has_cluster 192.0.2.78
	lab_in rr bgpspeak show peers a | jq -se '.[0].established == 1'
}

has_cluster() { # ID
	go a global rib -a vpnv4 | tee /dev/stderr |
		grep -F 10.3.0.0/16 | grep -F "ClusterList: [$1]"
}
