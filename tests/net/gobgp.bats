#!/usr/bin/env bats
# The control plane beside GoBGP: sessions, prefixes and attributes, over IPv4
# and IPv6, eBGP and iBGP. The edge is in namespace dc, GoBGP in gw.

load ../lib
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"

setup() {
	need_netns
	need ip jq nsenter gobgpd gobgp
	LAB=g$((RANDOM % 10000))
	RUN=$BATS_TEST_TMPDIR
	export EDGEPIPE_RUN=$RUN EDGEPIPE_STATE=$RUN
	pids=()
	lab_ns dc gw far
	lab_wire dc to-gw "192.0.2.1/24 fd00:2::1/64" \
		gw to-dc "192.0.2.2/24 fd00:2::2/64"
	lan 1
}

teardown() {
	[[ -n ${LAB-} ]] || return 0
	[[ -n ${BATS_TEST_COMPLETED-} ]] ||
		tail -n 20 "$RUN/edge.log" "$RUN/gobgpd.log"
	[[ -z ${edge-} ]] || lab_edge_end
	[[ ${#pids[@]} -eq 0 ]] || kill "${pids[@]}" 2>/dev/null || :
	wait
	for name in dc gw far; do
		ip netns delete "$LAB-$name"
	done
}

lan() { # N
	lab_wire dc "lan$1" "10.1.$1.1/24 fd00:1:$1::1/64" far "p$1" ""
}

gobgp_neighbor() { # ADDRESS FAMILY
	cat <<-EOF
		[[neighbors]]
		[neighbors.config]
		neighbor-address = "$1"
		peer-as = 65001
		[neighbors.timers.config]
		connect-retry = 1
		hold-time = 9
		[[neighbors.afi-safis]]
		[neighbors.afi-safis.config]
		afi-safi-name = "$2-unicast"
	EOF
}

gateway() { # AS
	{
		printf '[global.config]\nas = %d\nrouter-id = "192.0.2.2"\n' "$1"
		gobgp_neighbor 192.0.2.1 ipv4
		gobgp_neighbor fd00:2::1 ipv6
	} >"$RUN/gobgpd.toml"
	lab_start gw gobgpd -f "$RUN/gobgpd.toml" --api-hosts 127.0.0.1:50051 \
		--pprof-disable </dev/null >"$RUN/gobgpd.log" 2>&1 3>&-
	lab_wait 10 ask neighbor
}

ask() { # COMMAND...
	lab_in gw gobgp "$@"
}

# Two neighbours, one a family; IN and OUT are what policies set.
edge() { # REMOTE-AS IN OUT
	cat >"$RUN/site.json" <<-EOF
		{"type":"router","name":"dc1","as":65001,"router_id":"192.0.2.1",
		 "redistribute":{"connected":["ours"]}}
		{"type":"policy","name":"ours","rules":[{"match":{"prefix":
		 ["10.1.0.0/16 le 24","fd00:1::/32 le 64"]},"then":"accept"}]}
		{"type":"policy","name":"in","rules":[{"set":{$2},"then":"accept"}]}
		{"type":"policy","name":"out","rules":[{"set":{$3},"then":"accept"}]}
		{"type":"peer","name":"gw4","remote_as":$1,"hold_time":9,
		 "remote_address":"192.0.2.2","families":["ipv4_unicast"],
		 "connect_retry":1,"import":["in"],"export":["out"]}
		{"type":"peer","name":"gw6","remote_as":$1,"hold_time":9,
		 "remote_address":"fd00:2::2","families":["ipv6_unicast"],
		 "connect_retry":1,"import":["in"],"export":["out"]}
	EOF
	lab_edge "$RUN/site.json" </dev/null >"$RUN/records" \
		2>"$RUN/edge.log" 3>&-
	lab_wait 20 established 192.0.2.1
	lab_wait 20 established fd00:2::1
	lab_wait 20 we_say gw4 established
	lab_wait 20 we_say gw6 established
}

established() { # ADDRESS
	ask -j neighbor "$1" | jq -e '.state.session_state == 6'
}

we_say() { # PEER STATE
	lab_in dc bgpspeak show peers "$1" |
		jq -se --arg state "$2" 'any(.[]; .state == $state)'
}

# What GoBGP has got from us: "PREFIX next hop AS-path origin MED local
# preference communities", sorted.
received() { # ADDRESS FAMILY
	ask -j neighbor "$1" adj-in -a "$2" | jq -r '
		def attr($type): [.attrs[] | select(.type == $type)] | first;
		.[][] | [.nlri.prefix,
			(attr(3).nexthop // attr(14).nexthop),
			([attr(2).as_paths[]?.asns[]] | join(" ")),
			"origin \(attr(1).value)", "med \(attr(4).metric)",
			"pref \(attr(5).value)",
			([attr(8).communities[]?] | map("\(. / 65536 | floor):\(. % 65536)")
				| join(" "))] | join("|")' | sort
}

received_are() { # ADDRESS FAMILY LINE...
	local address=$1 family=$2

	shift 2
	diff <(received "$address" "$family") \
		<([[ $# -eq 0 ]] || printf '%s\n' "$@" | sort)
}

# The edge's best route for the prefix satisfies the filter.
best() { # PREFIX FILTER
	lab_in dc bgpspeak show routes | jq -se --arg p "$1" \
		"any(.[]; .prefix == \$p and .rib == \"loc\" and ($2))"
}

none() { # PREFIX
	! best "$1" true
}

forwards() { # PREFIX GATEWAY
	{
		lab_in dc ip -j route show "$1"
		lab_in dc ip -j -6 route show "$1"
	} 2>/dev/null | jq -se --arg via "$2" 'any(.[][]; .gateway == $via)'
}

@test "eBGP: what we announce arrives with its attributes" {
	local of4="192.0.2.1|65001 65001|origin 2|med 20|pref null"
	local of6="fd00:2::1|65001 65001|origin 2|med 20|pref null"

	gateway 64512
	edge 64512 '"local_pref":200' \
		'"med":20,"prepend":[65001],"communities_add":["65001:7","65001:8"]'
	lab_wait 10 received_are 192.0.2.1 ipv4 \
		"10.1.1.0/24|$of4|65001:7 65001:8"
	lab_wait 10 received_are fd00:2::1 ipv6 \
		"fd00:1:1::/64|$of6|65001:7 65001:8"
	lan 2
	lab_wait 10 received_are 192.0.2.1 ipv4 \
		"10.1.1.0/24|$of4|65001:7 65001:8" \
		"10.1.2.0/24|$of4|65001:7 65001:8"
	ip -n "$LAB-dc" link delete lan1
	ip -n "$LAB-dc" link delete lan2
	lab_wait 10 received_are 192.0.2.1 ipv4
	lab_wait 10 received_are fd00:2::1 ipv6
}

@test "eBGP: what is announced to us is understood, chosen and installed" {
	gateway 64512
	edge 64512 '"local_pref":200' '"med":20'
	ask global rib add 172.16.0.0/24 origin egp med 30 \
		community 64512:100,64512:200 large-community 64512:1:2
	ask global rib add 172.16.1.0/24
	ask global rib add -a ipv6 fd00:172::/64 med 31 community no-export
	lab_wait 10 best 172.16.0.0/24 '.next_hop == "192.0.2.2" and
		.as_path == [64512] and .origin == "egp" and .med == 30 and
		.local_pref == 200 and .peer == "gw4" and
		.reason == "only_path" and
		.communities == ["64512:100", "64512:200"] and
		.large_communities == ["64512:1:2"]'
	lab_wait 10 best 172.16.1.0/24 '.origin != null'
	lab_wait 10 best fd00:172::/64 '.next_hop == "fd00:2::2" and
		.as_path == [64512] and .med == 31 and .peer == "gw6" and
		(.communities | length) == 1'
	lab_wait 10 forwards 172.16.0.0/24 192.0.2.2
	lab_wait 10 forwards 172.16.1.0/24 192.0.2.2
	lab_wait 10 forwards fd00:172::/64 fd00:2::2
	# a change, and an end
	ask global rib add 172.16.0.0/24 med 40
	lab_wait 10 best 172.16.0.0/24 '.med == 40 and .communities == null'
	ask global rib del 172.16.1.0/24
	ask global rib del -a ipv6 fd00:172::/64
	lab_wait 10 none 172.16.1.0/24
	lab_wait 10 none fd00:172::/64
	best 172.16.0.0/24 true
}

@test "eBGP: our own AS in a path, and what policy does not want, stay out" {
	gateway 64512
	edge 64512 '"local_pref":200' '"med":20'
	sed -i 's/"name":"in","rules":\[/&{"match":{"prefix":["172.17.0.0\/16"]},"then":"reject"},/' \
		"$RUN/site.json"
	kill -HUP "$(pgrep -g "$edge" vrfctl | head -n 1)"
	ask global rib add 172.16.0.0/24 aspath 64512,65001,64513
	ask global rib add 172.17.0.0/16
	ask global rib add 172.18.0.0/16 aspath 64513,64514
	lab_wait 10 best 172.18.0.0/16 '.as_path == [64512, 64513, 64514]'
	lab_wait 10 none 172.17.0.0/16
	none 172.16.0.0/24
}

@test "eBGP: a session that is closed takes its routes along, and comes back" {
	gateway 64512
	edge 64512 '"local_pref":200' '"med":20'
	ask global rib add 172.16.0.0/24
	ask global rib add -a ipv6 fd00:172::/64
	lab_wait 10 forwards 172.16.0.0/24 192.0.2.2
	lab_wait 10 best fd00:172::/64 true
	ask neighbor 192.0.2.1 disable
	lab_wait 10 none 172.16.0.0/24
	run -1 we_say gw4 established
	best fd00:172::/64 true
	ask neighbor 192.0.2.1 enable
	lab_wait 30 best 172.16.0.0/24 true
	lab_wait 10 forwards 172.16.0.0/24 192.0.2.2
	lab_wait 10 received_are 192.0.2.1 ipv4 \
		"10.1.1.0/24|192.0.2.1|65001|origin 2|med 20|pref null|"
}

@test "iBGP: LOCAL_PREF travels, AS paths stay as they are" {
	gateway 65001
	edge 65001 '"weight":0' '"med":20'
	ask global rib add 172.16.0.0/24 local-pref 300 med 30 aspath 64999
	ask global rib add -a ipv6 fd00:172::/64 local-pref 301
	lab_wait 10 best 172.16.0.0/24 '.local_pref == 300 and .med == 30 and
		.as_path == [64999] and .next_hop == "192.0.2.2"'
	lab_wait 10 best fd00:172::/64 '.local_pref == 301 and
		.as_path == []'
	lab_wait 10 forwards 172.16.0.0/24 192.0.2.2
	lab_wait 10 forwards fd00:172::/64 fd00:2::2
	lab_wait 10 received_are 192.0.2.1 ipv4 \
		"10.1.1.0/24|192.0.2.1||origin 2|med 20|pref 100|"
	lab_wait 10 received_are fd00:2::1 ipv6 \
		"fd00:1:1::/64|fd00:2::1||origin 2|med 20|pref 100|"
}

@test "at our end the session is closed with a Cease" {
	gateway 64512
	edge 64512 '"local_pref":200' '"med":20'
	lab_wait 10 received_are 192.0.2.1 ipv4 \
		"10.1.1.0/24|192.0.2.1|65001|origin 2|med 20|pref null|"
	lab_edge_end
	lab_wait 10 grep -q '192.0.2.1.*code 6(cease) subcode 2' "$RUN/gobgpd.log"
	lab_wait 10 grep -q 'fd00:2::1.*code 6(cease) subcode 2' "$RUN/gobgpd.log"
	lab_wait 10 received_are 192.0.2.1 ipv4
}
