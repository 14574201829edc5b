#!/usr/bin/env bats
# Links without an address but the link-local ones: IPv4 and IPv6 routes with
# IPv6 next hops (RFC 8950) to and from FRR, BIRD and GoBGP, and packets by
# them. The edge is in namespace dc, each neighbour on a wire of its own.

load ../lib
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"
load frr

setup() {
	need_netns
	need_frr
	need ip jq nsenter bird birdc gobgpd gobgp python3
	LAB=u$((RANDOM % 10000))
	RUN=$(mktemp -d)
	chmod 755 "$RUN"
	export EDGEPIPE_RUN=$RUN EDGEPIPE_STATE=$RUN
	pids=()
	lab_ns dc frr bird gobgp
	wire frr 1
	wire bird 2
	wire gobgp 3
	lab_in dc sysctl -qw net.ipv4.ip_forward=1 \
		net.ipv6.conf.all.forwarding=1
}

teardown() {
	local name

	[[ -n ${LAB-} ]] || return 0
	[[ -n ${BATS_TEST_COMPLETED-} ]] ||
		tail -n 20 "$RUN"/*.log "$RUN"/frr/*.log
	[[ -z ${edge-} ]] || lab_edge_end
	[[ ${#pids[@]} -eq 0 ]] || kill "${pids[@]}" 2>/dev/null || :
	wait
	frr_clean "${pids[@]}"
	rm -rf "$RUN"
	for name in dc frr bird gobgp; do
		ip netns delete "$LAB-$name"
	done
}

# fe80::1 is ours on every link; the neighbour's host is 10.9.N.1.
wire() { # NAME N
	lab_wire dc "to-$1" "" "$1" to-dc ""
	ip -n "$LAB-dc" address flush dev "to-$1"
	ip -n "$LAB-$1" address flush dev to-dc
	ip -n "$LAB-dc" address add fe80::1/64 dev "to-$1" nodad
	ip -n "$LAB-$1" address add fe80::2/64 dev to-dc nodad
	ip -n "$LAB-$1" address add "10.9.$2.1/32" dev lo
	ip -n "$LAB-$1" address add "fd00:9:$2::1/128" dev lo
}

# What makes us known to a neighbour that is told an interface alone, as a
# router's advertisements do (RFC 4861 4.2).
advertise() { # INTERFACE
	lab_start dc python3 - "$1" 3>&- <<-'EOF' >/dev/null 2>"$RUN/advertise.log"
		import socket, sys, time
		s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
		s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
		scope = socket.if_nametoindex(sys.argv[1])
		while True:
		    s.sendto(bytes([134, 0, 0, 0, 64, 0, 0, 60] + 8 * [0]), ("ff02::1", 0, 0, scope))
		    time.sleep(1)
	EOF
}

start_frr() {
	mkdir "$RUN/frr"
	: >"$RUN/frr/none"
	cat >"$RUN/frr/conf" <<-EOF
		router bgp 64512
		 bgp router-id 10.9.1.1
		 no bgp ebgp-requires-policy
		 neighbor to-dc interface remote-as 65001
		 neighbor to-dc timers 3 9
		 neighbor to-dc timers connect 1
		 address-family ipv4 unicast
		  network 10.9.1.1/32
		 exit-address-family
		 address-family ipv6 unicast
		  network fd00:9:1::1/128
		  neighbor to-dc activate
		 exit-address-family
	EOF
	chown -R frr:frr "$RUN/frr"
	frr_run frr zebra -f "$RUN/frr/none"
	lab_wait 10 test -S "$RUN/frr/zserv"
	frr_run frr bgpd -f "$RUN/frr/conf"
	advertise to-frr
}

start_bird() {
	cat >"$RUN/bird.conf" <<-EOF
		log "$RUN/bird.log" all;
		router id 10.9.2.1;
		protocol device {}
		protocol direct { ipv4; ipv6; interface "lo"; }
		protocol kernel { ipv4 { export all; }; }
		protocol kernel { ipv6 { export all; }; }
		protocol bgp dc {
			local fe80::2 as 64513;
			neighbor fe80::1%'to-dc' as 65001;
			hold time 9;
			connect delay time 1;
			connect retry time 1;
			ipv4 { import all; export where source = RTS_DEVICE;
				extended next hop on; };
			ipv6 { import all; export where source = RTS_DEVICE; };
		}
	EOF
	lab_start bird bird -f -c "$RUN/bird.conf" -s "$RUN/bird.ctl" 3>&- \
		</dev/null >"$RUN/bird.out" 2>&1
}

start_gobgp() {
	cat >"$RUN/gobgp.toml" <<-EOF
		[global.config]
		as = 64514
		router-id = "10.9.3.1"
		[[neighbors]]
		[neighbors.config]
		neighbor-interface = "to-dc"
		peer-as = 65001
		[neighbors.timers.config]
		connect-retry = 1
		hold-time = 9
		[[neighbors.afi-safis]]
		[neighbors.afi-safis.config]
		afi-safi-name = "ipv4-unicast"
		[[neighbors.afi-safis]]
		[neighbors.afi-safis.config]
		afi-safi-name = "ipv6-unicast"
	EOF
	# it takes the neighbour of the link from the kernel's table
	lab_in gobgp ping -q -c 1 -W 5 fe80::1%to-dc >/dev/null
	lab_start gobgp gobgpd -f "$RUN/gobgp.toml" --pprof-disable \
		--api-hosts 127.0.0.1:50051 </dev/null >"$RUN/gobgp.log" 2>&1 3>&-
	lab_wait 10 lab_in gobgp gobgp neighbor
	lab_in gobgp gobgp global rib add 10.9.3.1/32
	lab_in gobgp gobgp global rib add -a ipv6 fd00:9:3::1/128
}

edge() {
	{
		echo '{"type":"router","as":65001,"router_id":"192.0.2.1"}'
		local name as=64512

		for name in frr bird gobgp; do
			cat <<-EOF
				{"type":"peer","name":"$name","remote_as":$as,"interface":"to-$name",
				 "remote_address":"fe80::2","families":["ipv4_unicast","ipv6_unicast"],
				 "hold_time":9,"connect_retry":1,"import":["accept"],"export":["accept"]}
			EOF
			((++as))
		done
	} >"$RUN/site.json"
	lab_edge "$RUN/site.json" </dev/null >"$RUN/records" 2>"$RUN/edge.log" 3>&-
}

best() { # the routes that we have, as PREFIX NEXT-HOP INTERFACE
	lab_in dc bgpspeak show routes 2>/dev/null |
		jq -r '[.prefix, .paths[0].next_hop, .paths[0].interface] | join(" ")' |
		sort
}

best_are() {
	diff <(best) "$RUN/expected"
}

installed() { # PREFIX NAME
	lab_in dc ip -j route show "$1" |
		jq -e --arg dev "to-$2" '.[0].dev == $dev and
			.[0].via.host == "fe80::2"'
}

gobgp_has() { # FAMILY PREFIX
	lab_in gobgp gobgp -j global rib -a "$1" | jq -e --arg p "$2" '
		.[$p][0].attrs[] | select(.type == 14 or .type == 3) |
		.nexthop | startswith("fe80::1")'
}

@test "IPv4 and IPv6 over link-local next hops: chosen, installed, passed on" {
	start_frr
	start_bird
	start_gobgp
	edge
	cat >"$RUN/expected" <<-'EOF'
		10.9.1.1/32 fe80::2 to-frr
		10.9.2.1/32 fe80::2 to-bird
		10.9.3.1/32 fe80::2 to-gobgp
		fd00:9:1::1/128 fe80::2 to-frr
		fd00:9:2::1/128 fe80::2 to-bird
		fd00:9:3::1/128 fe80::2 to-gobgp
	EOF
	lab_wait 30 best_are
	lab_wait 5 installed 10.9.1.1 frr
	lab_wait 5 installed 10.9.2.1 bird
	lab_wait 10 gobgp_has ipv4 10.9.1.1/32
	lab_wait 10 gobgp_has ipv6 fd00:9:2::1/128
	# FRR and BIRD have each other's, and packets go both ways by us
	lab_wait 10 lab_in frr ping -q -c 1 -W 1 -I 10.9.1.1 10.9.2.1
	lab_wait 10 lab_in frr ping -q -c 1 -W 1 -I fd00:9:1::1 fd00:9:2::1
}
