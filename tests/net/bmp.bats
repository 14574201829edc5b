#!/usr/bin/env bats
# Routers of others report to `decode --bmp-listen`: FRR and GoBGP, who are
# neighbours of each other. What they sent is captured, and tshark reads it too.

load ../lib
load frr
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"

setup() {
	need_netns
	need ip jq nsenter gobgpd gobgp tcpdump tshark
	need_frr
	[[ -n $(find /usr/lib* -name bgpd_bmp.so -print -quit) ]] ||
		skip "FRR has no module for BMP"
	LAB=m$((RANDOM % 10000))
	RUN=$(mktemp -d)
	chmod 755 "$RUN"
	pids=()
	lab_ns st gw rt
	lab_wire gw eth0 "192.0.2.1/24 fd00:2::1/64" rt eth0 \
		"192.0.2.2/24 fd00:2::2/64"
	lab_wire st to-gw "198.51.100.1/28" gw to-st "198.51.100.2/28"
	lab_wire st to-rt "198.51.100.17/28" rt to-st "198.51.100.18/28"
}

teardown() {
	[[ -n ${LAB-} ]] || return 0
	[[ -n ${BATS_TEST_COMPLETED-} ]] ||
		tail -n 20 "$RUN"/*.log "$RUN"/rt/*.log
	kill "${pids[@]}" 2>/dev/null || :
	wait
		frr_clean "${pids[@]}"
	for name in st gw rt; do
		ip netns delete "$LAB-$name"
	done
	rm -rf "$RUN"
}

# The router of FRR: 192.0.2.2, AS 64512.
frr_conf() {
	cat <<-EOF2
		router bgp 64512
		 bgp router-id 192.0.2.2
		 no bgp ebgp-requires-policy
		 no bgp network import-check
		 neighbor 192.0.2.1 remote-as 65001
		 neighbor 192.0.2.1 timers 3 9
		 neighbor 192.0.2.1 timers connect 1
		 address-family ipv4 unicast
		  network 172.16.0.0/24
		  network 172.16.1.0/24
		  neighbor 192.0.2.1 soft-reconfiguration inbound
		 exit-address-family
		 bmp targets station
		  bmp stats interval 500
		  bmp monitor ipv4 unicast pre-policy
		  bmp monitor ipv4 unicast post-policy
		  bmp connect 198.51.100.17 port 11019 min-retry 100 max-retry 500
		 exit
	EOF2
}

frr() {
	mkdir "$RUN/rt"
	frr_conf >"$RUN/rt/conf"
	: >"$RUN/rt/none"
	chown -R frr:frr "$RUN/rt"
	frr_run rt zebra -f "$RUN/rt/none"
	lab_wait 10 test -S "$RUN/rt/zserv"
	frr_run rt bgpd -M bmp -f "$RUN/rt/conf"
}

# That of GoBGP: 192.0.2.1, AS 65001.
gobgp_start() {
	cat >"$RUN/gobgpd.toml" <<-EOF2
		[global.config]
		as = 65001
		router-id = "192.0.2.1"
		[[bmp-servers]]
		[bmp-servers.config]
		address = "198.51.100.1"
		port = 11019
		route-monitoring-policy = "all"
		[[neighbors]]
		[neighbors.config]
		neighbor-address = "192.0.2.2"
		peer-as = 64512
		[neighbors.timers.config]
		connect-retry = 1
		hold-time = 9
		[[neighbors.afi-safis]]
		[neighbors.afi-safis.config]
		afi-safi-name = "ipv4-unicast"
	EOF2
	lab_start gw gobgpd -f "$RUN/gobgpd.toml" --api-hosts 127.0.0.1:50051 \
		--pprof-disable </dev/null >"$RUN/gobgpd.log" 2>&1 3>&-
	lab_wait 10 lab_in gw gobgp neighbor
}

station() {
	lab_start st tcpdump -i any --immediate-mode -B 16384 -U -s 0 -w "$RUN/bmp.pcap" tcp port 11019 \
		</dev/null >"$RUN/tcpdump.log" 2>&1 3>&-
	capture=$!
	lab_wait 10 grep -q listening "$RUN/tcpdump.log"
	lab_start st bgpspeak decode --bmp-listen 198.51.100.1:11019 \
		--bmp-listen 198.51.100.17:11019 \
		</dev/null >"$RUN/bmp.ndjson" 2>"$RUN/station.log" 3>&-
	station=$!
	lab_wait 10 grep -q 'listening.*100.17' "$RUN/station.log"
}

heard() { # FILTER: a record that satisfies it has come
	jq -se "any(.[]; $1)" "$RUN/bmp.ndjson"
}

FROM_FRR='.bmp.router == "198.51.100.18"'
FROM_GO='.bmp.router == "198.51.100.2"'
OF_GO='.bmp.peer == "192.0.2.1" and .peer_as == 65001'
OF_FRR='.bmp.peer == "192.0.2.2" and .peer_as == 64512'

# What each decoder has of the capture, a line a BMP message of one router.
types_of_tshark() { # ROUTER
	tshark -r "$RUN/bmp.pcap" -d tcp.port==11019,bmp -Y "ip.src == $1" \
		-T fields -E aggregator=, -e bmp.type 2>/dev/null |
		tr ',' '\n' | grep .
}

types_of_ours() { # ROUTER
	jq -r --arg router "$1" 'select(.bmp.router == $router) |
		"\(.frame) \(.bmp.kind)"' "$RUN/bmp.ndjson" | uniq |
		sed 's/^[0-9]* //; s/route_monitoring/0/; s/statistics/1/
			s/peer_down/2/; s/peer_up/3/; s/initiation/4/
			s/termination/5/; s/route_mirroring/6/'
}

prefixes_of_tshark() { # ROUTER
	tshark -r "$RUN/bmp.pcap" -d tcp.port==11019,bmp \
		-Y "ip.src == $1 && bmp" -T fields -E aggregator=, \
		-e bgp.nlri_prefix 2>/dev/null | tr ',' '\n' | grep . | sort
}

prefixes_of_ours() { # ROUTER
	jq -r --arg router "$1" 'select(.bmp.router == $router) |
		.announce[]?.nlri[] | split("/")[0]' "$RUN/bmp.ndjson" | sort
}

timeless() {
	jq -c 'del(.frame, .time)' | sort
}

@test "FRR and GoBGP report to one station: peers, routes and statistics" {
	station
	frr
	gobgp_start
	lab_in gw gobgp global rib add 10.1.0.0/24 med 30 community 65001:7
	lab_wait 20 heard "$FROM_FRR and .kind == \"initiation\""
	lab_wait 20 heard "$FROM_GO and .kind == \"initiation\""
	lab_wait 20 heard "$FROM_FRR and .kind == \"peer_up\" and $OF_GO"
	lab_wait 20 heard "$FROM_GO and .kind == \"peer_up\" and $OF_FRR"
	# the OPENs of both sides, in the form of a capture
	heard "$FROM_FRR and .kind == \"open\" and .src == \"192.0.2.1\" and
		.as == 65001 and .dst == \"192.0.2.2\""
	heard "$FROM_GO and .kind == \"open\" and .src == \"192.0.2.2\" and
		.as == 64512"
	# what the one announces the other reports, before and after policy
	for rib in adj_in_pre adj_in; do
		lab_wait 20 heard "$FROM_FRR and .kind == \"update\" and $OF_GO and
			.bmp.rib == \"$rib\" and
			.announce[0].nlri == [\"10.1.0.0/24\"] and
			.announce[0].next_hop == \"192.0.2.1\" and
			.attributes.as_path[-1] == 65001 and
			.attributes.med == 30 and
			.attributes.communities == [\"65001:7\"]"
		lab_wait 20 heard "$FROM_GO and $OF_FRR and .bmp.rib == \"$rib\" and
			any(.announce[]?.nlri[]; . == \"172.16.1.0/24\") and
			.attributes.as_path == [64512]"
	done
	lab_wait 20 heard "$FROM_GO and .bmp.rib == \"loc\" and
		any(.announce[]?.nlri[]; . == \"172.16.0.0/24\")"
	lab_wait 20 heard "$FROM_FRR and .kind == \"statistics\" and $OF_GO and
		any(.bmp.items[]; .name == \"duplicate_withdrawals\" and .value == 0)"
	# a withdrawal, and an end that says why
	lab_in gw gobgp global rib del 10.1.0.0/24
	lab_wait 20 heard "$FROM_FRR and .bmp.rib == \"adj_in_pre\" and
		.withdraw == [{\"family\":\"ipv4_unicast\",\"nlri\":[\"10.1.0.0/24\"]}]"
	vtysh --vty_socket "$RUN/rt" -d bgpd -c "configure terminal" \
		-c "router bgp 64512" -c "neighbor 192.0.2.1 shutdown"
	lab_wait 20 heard "$FROM_FRR and .kind == \"peer_down\" and $OF_GO"
	lab_wait 20 heard "$FROM_GO and .kind == \"peer_down\" and $OF_FRR"
	heard "$FROM_GO and .kind == \"notification\" and .bmp.kind == \"peer_down\" and
		.code == 6"
	# nothing of it was refused, and nothing but a signal ends it
	kill -0 "$station"
	kill "$station"
	wait "$station"
	kill "$capture"
	wait "$capture" || :
	run -1 grep -E "error|warning" "$RUN/station.log"
	run -4 jq -e 'select(.error or .assumed or .kind == "partial")' \
		"$RUN/bmp.ndjson"
	# a capture says the same as the routers themselves
	diff <(bgpspeak decode "$RUN/bmp.pcap" | timeless) \
		<(timeless <"$RUN/bmp.ndjson")
	# tshark has counted the same messages and prefixes
	for router in 198.51.100.2 198.51.100.18; do
		diff <(types_of_tshark "$router") <(types_of_ours "$router")
		diff <(prefixes_of_tshark "$router") \
			<(prefixes_of_ours "$router")
	done
}
