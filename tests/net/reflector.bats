#!/usr/bin/env bats
# A route reflector for families that it only passes on: GoBGP, FRR and BIRD are
# its clients, each in a namespace of its own; none of them speaks to another.
# One story: each test goes on from where the one before has ended.

load ../lib
load frr
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"

# What all tests share stands in a file: bats 1.8 cannot skip in setup_file.
setup() {
	need_netns
	need ip jq nsenter gobgpd gobgp bird birdc
	need_frr
	SHARE=$BATS_FILE_TMPDIR/lab
	[[ -e $SHARE ]] || build
	# shellcheck disable=SC1090
	. "$SHARE"
	export EDGEPIPE_RUN=$RUN
}

build() {
	LAB=r$((RANDOM % 10000))
	RUN=$(mktemp -d)
	export EDGEPIPE_RUN=$RUN EDGEPIPE_STATE=$RUN
	pids=()
	keep
	chmod 755 "$RUN"
	lab_ns rr g f b
	lab_wire rr to-g 192.0.2.1/30 g to-rr 192.0.2.2/30
	lab_wire rr to-f 192.0.2.5/30 f to-rr 192.0.2.6/30
	lab_wire rr to-b 192.0.2.9/30 b to-rr 192.0.2.10/30
	go_bgp
	free_range
	bird_start
	reflector
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
		frr_clean "${pids[@]}"
		for name in rr g f b; do
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

go_bgp() {
	local family

	{
		cat <<-EOF
			[global.config]
			as = 65001
			router-id = "192.0.2.2"
			[[neighbors]]
			[neighbors.config]
			neighbor-address = "192.0.2.1"
			peer-as = 65001
			[neighbors.timers.config]
			connect-retry = 1
			hold-time = 9
		EOF
		for family in l3vpn-ipv4-unicast l3vpn-ipv6-unicast l2vpn-evpn \
			ipv4-labelled-unicast ipv6-labelled-unicast; do
			cat <<-EOF
				[[neighbors.afi-safis]]
				[neighbors.afi-safis.config]
				afi-safi-name = "$family"
			EOF
		done
		cat <<-EOF
			[[neighbors.afi-safis]]
			[neighbors.afi-safis.config]
			afi-safi-name = "ipv4-unicast"
			[neighbors.afi-safis.add-paths.config]
			receive = true
			send-max = 8
		EOF
	} >"$RUN/gobgpd.toml"
	lab_start g gobgpd -f "$RUN/gobgpd.toml" --api-hosts 127.0.0.1:50051 \
		--pprof-disable </dev/null >"$RUN/gobgpd.log" 2>&1 3>&-
	lab_wait 10 rib neighbor
}

rib() { # gobgp ARGUMENT...
	lab_in g gobgp "$@"
}

# FRR speaks either unicast or labelled unicast to a neighbour.
free_range() {
	mkdir "$RUN/f"
	cat >"$RUN/f/conf" <<-EOF
		router bgp 65001
		 bgp router-id 192.0.2.6
		 no bgp default ipv4-unicast
		 neighbor 192.0.2.5 remote-as 65001
		 neighbor 192.0.2.5 timers 3 9
		 neighbor 192.0.2.5 timers connect 1
		 no bgp network import-check
		 address-family ipv4 unicast
		  network 10.9.0.0/16
		  neighbor 192.0.2.5 activate
		  neighbor 192.0.2.5 addpath-tx-all-paths
		 exit-address-family
		 address-family ipv4 multicast
		  neighbor 192.0.2.5 activate
		 exit-address-family
		 address-family ipv4 vpn
		  neighbor 192.0.2.5 activate
		 exit-address-family
		 address-family ipv6 vpn
		  neighbor 192.0.2.5 activate
		 exit-address-family
		 address-family ipv6 labeled-unicast
		  neighbor 192.0.2.5 activate
		 exit-address-family
		 address-family l2vpn evpn
		  neighbor 192.0.2.5 activate
		 exit-address-family
	EOF
	: >"$RUN/f/none"
	chown -R frr:frr "$RUN/f"
	frr_run f zebra -f "$RUN/f/none"
	lab_wait 10 test -S "$RUN/f/zserv"
	frr_run f bgpd -f "$RUN/f/conf"
	lab_wait 10 test -S "$RUN/f/bgpd.vty"
}

bird_start() {
	cat >"$RUN/bird.conf" <<-EOF
		log "$RUN/bird.log" all;
		router id 192.0.2.10;
		vpn4 table v4;
		vpn6 table v6;
		ipv4 table m4;
		ipv4 table l4;
		protocol device {}
		protocol static s1 {
			vpn4 { table v4; };
			route 65001:7 10.8.0.0/16 via 192.0.2.9 mpls 700 {
				bgp_ext_community.add((rt, 65001, 7));
			};
		}
		protocol static s2 {
			ipv4 { table m4; };
			route 10.6.0.0/16 via 192.0.2.9;
		}
		protocol static s3 {
			ipv4;
			route 10.9.0.0/16 blackhole;
		}
		protocol bgp reflector {
			local 192.0.2.10 as 65001;
			neighbor 192.0.2.9 as 65001;
			hold time 9;
			connect delay time 1;
			connect retry time 1;
			error wait time 1, 2;
			ipv4 {
				add paths on;
				next hop self;
				import all;
				export where source = RTS_STATIC;
			};
			vpn4 mpls { table v4; next hop self; import all; export where source = RTS_STATIC; };
			vpn6 mpls { table v6; import all; export none; };
			ipv4 mpls { table l4; import all; export none; };
			ipv4 multicast { table m4; next hop self; import all; export where source = RTS_STATIC; };
		}
	EOF
	lab_start b bird -f -c "$RUN/bird.conf" -s "$RUN/bird.ctl" 3>&- \
		</dev/null >"$RUN/bird.out" 2>&1
}

reflector() {
	jq -nc '{type: "router", as: 65001, router_id: "192.0.2.1",
		cluster_id: "192.0.2.77"},
		({g: "192.0.2.2", f: "192.0.2.6", b: "192.0.2.10"} | to_entries[] |
		{type: "peer", name: .key, remote_as: 65001,
		remote_address: .value, hold_time: 9, connect_retry: 1,
		route_reflector_client: true, add_path: [{
		family: "ipv4_unicast", mode: "both"}],
		families: ["ipv4_unicast", "ipv4_vpn",
		"ipv6_vpn", "ipv4_labeled_unicast", "ipv6_labeled_unicast",
		"ipv4_multicast", "l2vpn_evpn"]})' >"$RUN/rr.json"
	lab_start rr bgpspeak run "$RUN/rr.json" </dev/null \
		>"$RUN/rr.ndjson" 2>"$RUN/rr.log" 3>&-
	for name in g f b; do
		lab_wait 20 is_up "$name"
	done
}

is_up() { # PEER
	lab_in rr bgpspeak show peers "$1" |
		jq -se 'any(.[]; .state == "established")'
}

frr_shows() { # "FAMILY..." FILTER
	# shellcheck disable=SC2086
	frr_ask f show bgp $1 json | tee /dev/stderr | jq -e "$2"
}

bird_shows() { # TABLE WORDS...
	local shown word

	shown=$(birdc -s "$RUN/bird.ctl" show route table "$1" all)
	echo "$shown"
	shift
	for word; do
		[[ $shown == *"$word"* ]] || return 1
	done
}

@test "VPN routes reach the other clients with RD, label, target, next hop" {
	rib global rib add -a vpnv4 10.2.0.0/16 label 100 rd 65001:100 \
		rt 65001:100 nexthop 192.0.2.2
	rib global rib add -a vpnv6 fd00:2::/32 label 101 rd 65001:100 \
		rt 65001:100 nexthop fd00::9
	lab_wait 10 bird_shows v4 "65001:100 10.2.0.0/16" "mpls_label_stack: 100" \
		"BGP.next_hop: 192.0.2.2" "BGP.originator_id: 192.0.2.2" \
		"BGP.cluster_list: 192.0.2.77" "(rt, 65001, 100)"
	lab_wait 10 bird_shows v6 "65001:100 fd00:2::/32" "fd00::9"
	lab_wait 10 frr_shows "ipv4 vpn 10.2.0.0/16" '."65001:100".paths[0] |
		.remoteLabel == 100 and .originatorId == "192.0.2.2" and
		.nexthops[0].ip == "192.0.2.2" and
		.extendedCommunity.string == "RT:65001:100"'
	lab_wait 10 frr_shows "ipv6 vpn fd00:2::/32" \
		'."65001:100".paths[0].remoteLabel == 101'
}

@test "another label takes the place of the first, and a withdrawal takes it away" {
	rib global rib add -a vpnv4 10.2.0.0/16 label 200 rd 65001:100 \
		rt 65001:100 nexthop 192.0.2.2
	lab_wait 10 frr_shows "ipv4 vpn 10.2.0.0/16" \
		'."65001:100".paths | length == 1 and .[0].remoteLabel == 200'
	lab_wait 10 bird_shows v4 "mpls_label_stack: 200"
	rib global rib del -a vpnv4 10.2.0.0/16 label 200 rd 65001:100 \
		rt 65001:100 nexthop 192.0.2.2
	lab_wait 10 frr_shows "ipv4 vpn" '.routes.routeDistinguishers |
		(.["65001:100"] // {}) == {}'
	lab_wait 10 no_more v4 "65001:100 10.2.0.0/16"
	jq -se 'map(select(.prefix == "10.2.0.0/16")) | map([.op, .rd, .labels]) ==
		[[null, "65001:100", [100]], [null, "65001:100", [200]],
		["del", "65001:100", null]]' "$RUN/rr.ndjson"
}

no_more() { # TABLE WORD
	! bird_shows "$@"
}

@test "what BIRD says reaches GoBGP and FRR" {
	lab_wait 10 gobgp_has vpnv4 "65001:7:10.8.0.0/16" 192.0.2.10
	lab_wait 10 frr_shows "ipv4 vpn 10.8.0.0/16" \
		'."65001:7".paths[0].originatorId == "192.0.2.10"'
	lab_wait 10 frr_shows "ipv4 multicast 10.6.0.0/16" \
		'.paths[0].originatorId == "192.0.2.10"'
}

gobgp_has() { # FAMILY NLRI ORIGINATOR
	rib global rib -a "$1" | tee /dev/stderr | grep -F "$2" | grep -F "Originator: $3"
}

@test "labelled unicast routes keep their label and next hop" {
	rib global rib add -a ipv4-mpls 10.3.0.0/16 300 nexthop 192.0.2.2
	rib global rib add -a ipv6-mpls fd00:3::/32 301 nexthop fd00::9
	lab_wait 10 bird_shows l4 10.3.0.0/16 "mpls_label_stack: 300" \
		"BGP.next_hop: 192.0.2.2"
	lab_wait 10 frr_shows "ipv6 labeled-unicast fd00:3::/32" \
		'.paths[0].remoteLabel == 301'
}

@test "EVPN routes go through as they are; a MAC that moves is one route" {
	rib global rib add -a evpn macadv aa:bb:cc:dd:ee:01 10.0.0.1 esi 0 \
		etag 0 label 1000 rd 65001:100 rt 65001:200 encap vxlan
	rib global rib add -a evpn multicast 192.0.2.2 etag 0 rd 65001:100 \
		rt 65001:200
	rib global rib add -a evpn prefix 10.5.0.0/16 gw 10.0.0.1 etag 0 \
		label 5 rd 65001:100 rt 65001:200
	lab_wait 10 evpn_are 2 3 5
	rib global rib add -a evpn macadv aa:bb:cc:dd:ee:01 10.0.0.1 esi 0 \
		etag 0 label 2000 rd 65001:100 rt 65001:200 encap vxlan
	lab_wait 10 told_vni 2000
	evpn_are 2 3 5
	rib global rib del -a evpn macadv aa:bb:cc:dd:ee:01 10.0.0.1 esi 0 \
		etag 0 label 2000 rd 65001:100 rt 65001:200 encap vxlan
	lab_wait 10 evpn_are 3 5
}

# FRR has just these route types.
evpn_are() { # TYPE...
	diff <(frr_ask f show bgp l2vpn evpn route | tee /dev/stderr | sed -nE 's/^[ *>]*i\[([0-9])\].*/\1/p') <(printf '%s\n' "$@")
}

told_vni() {
	jq -se --argjson vni "$1" 'any(.[]; .nlri.vnis == [$vni])' "$RUN/rr.ndjson"
}

# With ADD-PATH each has the paths of the two others beside its own.
@test "several paths of a prefix reach who can take them" {
	rib global rib add 10.9.0.0/16 nexthop 192.0.2.2
	lab_wait 10 frr_shows "ipv4 unicast 10.9.0.0/16" '[.paths[] |
		select(.originatorId).originatorId] | sort ==
		["192.0.2.10", "192.0.2.2"]'
	lab_wait 10 gobgp_paths 192.0.2.10 192.0.2.6
	lab_wait 10 bird_shows master4 "originator_id: 192.0.2.2" \
		"originator_id: 192.0.2.6"
}

gobgp_paths() { # ORIGINATOR...
	diff <(rib -j global rib 10.9.0.0/16 | tee /dev/stderr |
		jq -r '.[][].attrs[] | select(.type == 9).value' | sort) \
		<(printf '%s\n' "$@")
}

@test "paths of one neighbour are told apart, and withdrawn one by one" {
	rib global rib add 10.10.0.0/16 identifier 1 nexthop 192.0.2.2 med 5
	rib global rib add 10.10.0.0/16 identifier 2 nexthop 192.0.2.2 med 6
	lab_wait 10 frr_shows "ipv4 unicast 10.10.0.0/16" \
		'[.paths[].metric] | sort == [5, 6]'
	lab_in rr bgpspeak show routes all 10.10.0.0/16 | jq -se \
		'length == 2 and (map(.path_id) | unique | length == 2)'
	# and so are those that FRR has, by the identifiers that it got with them
	frr_shows "ipv4 unicast 10.10.0.0/16" \
		'[.paths[].addpathRxId] | sort' >"$RUN/ids"
	lab_in rr bgpspeak show routes --rib adj_out --peer f 10.10.0.0/16 |
		jq -se --slurpfile ids "$RUN/ids" 'map(.path_id) | sort == $ids[0]'
	rib global rib del 10.10.0.0/16 identifier 1 nexthop 192.0.2.2 med 5
	lab_wait 10 frr_shows "ipv4 unicast 10.10.0.0/16" \
		'[.paths[].metric] == [6]'
	lab_wait 10 bird_shows master4 "BGP.med: 6"
	no_more master4 "BGP.med: 5"
}

@test "when a path goes, the others stay as they were" {
	birdc -s "$RUN/bird.ctl" disable s3
	lab_wait 10 gobgp_paths 192.0.2.6
	frr_shows "ipv4 unicast 10.9.0.0/16" '[.paths[] |
		select(.originatorId).originatorId] == ["192.0.2.2"]'
}

@test "next_hop_self with labels holds a neighbour down, and says why" {
	lab_in rr bgpspeak run --feed - <<-'EOF'
		{"type":"peer","name":"n","remote_as":65001,"remote_address":"192.0.2.14","next_hop_self":true,"families":["ipv4_vpn"]}
	EOF
	lab_wait 5 is_held n "next_hop_self: ipv4_vpn needs a new label"
}

is_held() { # PEER TEXT
	lab_in rr bgpspeak show peers "$1" |
		jq -se --arg t "$2" 'any(.[]; .reason // "" | startswith($t))'
}
