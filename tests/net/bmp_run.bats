#!/usr/bin/env bats
# `run` reports to two stations: pmacct's, and `decode --bmp-listen`. Its
# neighbour is GoBGP; tshark reads what was captured.

load ../lib
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"

setup() {
	need_netns
	need ip jq nsenter gobgpd gobgp pmbmpd tcpdump tshark
	LAB=o$((RANDOM % 10000))
	RUN=$(mktemp -d)
	export EDGEPIPE_RUN=$RUN
	chmod 755 "$RUN"
	pids=() pmacct=
	lab_ns st gw rt
	lab_wire gw eth0 "192.0.2.1/24" rt eth0 "192.0.2.2/24"
	lab_wire st to-gw "198.51.100.1/28" gw to-st "198.51.100.2/28"
}

teardown() {
	[[ -n ${LAB-} ]] || return 0
	[[ -n ${BATS_TEST_COMPLETED-} ]] || tail -n 20 "$RUN"/*.log
	kill "${pids[@]}" 2>/dev/null || :
	[[ -z $pmacct ]] || kill -KILL "$pmacct" # it heeds no SIGTERM
	wait
	for name in st gw rt; do
		ip netns delete "$LAB-$name"
	done
	rm -rf "$RUN"
}

neighbor() { # GoBGP: 192.0.2.2, AS 64512
	cat >"$RUN/gobgpd.toml" <<-EOF2
		[global.config]
		as = 64512
		router-id = "192.0.2.2"
		[[neighbors]]
		[neighbors.config]
		neighbor-address = "192.0.2.1"
		peer-as = 65001
		[neighbors.timers.config]
		connect-retry = 1
		hold-time = 9
		[[neighbors.afi-safis]]
		[neighbors.afi-safis.config]
		afi-safi-name = "ipv4-unicast"
	EOF2
	lab_start rt gobgpd -f "$RUN/gobgpd.toml" --api-hosts 127.0.0.1:50051 \
		--pprof-disable </dev/null >"$RUN/gobgpd.log" 2>&1 3>&-
	gobgpd=$!
	lab_wait 10 lab_in rt gobgp neighbor
}

go() {
	lab_in rt gobgp "$@"
}

router() { # 192.0.2.1, AS 65001
	cat >"$RUN/gw.json" <<-'EOF2'
		{"type":"router","name":"dc1","as":65001,"router_id":"192.0.2.1",
		 "redistribute":{"static":[]},"bmp":[
		  {"address":"198.51.100.1","connect_retry":1,"stats_interval":1,
		   "what":["pre_policy","post_policy","adj_out","loc_rib"]},
		  {"address":"198.51.100.1","port":11020,"connect_retry":1,
		   "what":["loc_rib","pre_policy","post_policy","adj_out"]}]}
		{"type":"peer","name":"rt","remote_as":64512,"hold_time":9,
		 "remote_address":"192.0.2.2","import":["not-17"],
		 "export":["accept"],"connect_retry":1}
		{"type":"policy","name":"not-17","rules":[
		 {"match":{"prefix":["172.16.0.0/12 le 32"]},"then":"reject"},
		 {"set":{"local_pref":200},"then":"accept"}]}
		{"type":"route","protocol":"static","family":"ipv4_unicast",
		 "prefix":"203.0.113.0/24","metric":0,"paths":[]}
	EOF2
	lab_start gw bgpspeak run --no-output --no-resolve "$RUN/gw.json" \
		</dev/null 2>"$RUN/gw.log" 3>&-
	gw=$!
}

station() {
	lab_start st bgpspeak decode --bmp-listen 198.51.100.1:11019 \
		</dev/null >"$RUN/bmp.ndjson" 2>"$RUN/station.log" 3>&-
	station=$!
	lab_wait 10 grep -q listening "$RUN/station.log"
}

# What it logs is JSON, of which a line may be torn yet.
pmacct() {
	cat >"$RUN/pm.conf" <<-EOF2
		daemonize: false
		bmp_daemon_ip: 198.51.100.1
		bmp_daemon_port: 11020
		bmp_daemon_msglog_file: $RUN/pm.ndjson
		bmp_daemon_msglog_output: json
	EOF2
	lab_start st pmbmpd -f "$RUN/pm.conf" </dev/null >"$RUN/pm.log" 2>&1 3>&-
	pmacct=$!
	lab_wait 10 grep -q "waiting for BMP" "$RUN/pm.log"
}

capture() {
	lab_start st tcpdump -i any --immediate-mode -B 16384 -U -s 0 \
		-w "$RUN/bmp.pcap" tcp port 11019 \
		</dev/null >"$RUN/tcpdump.log" 2>&1 3>&-
	capture=$!
	lab_wait 10 grep -q listening "$RUN/tcpdump.log"
}

heard() { # FILTER: our station has a record that satisfies it
	jq -se "any(.[]; $1)" "$RUN/bmp.ndjson" >/dev/null
}

pm_heard() { # FILTER: the same of pmacct
	jq -se "any(.[]; $1)" "$RUN/pm.ndjson" >/dev/null
}

has_announced() { # RIB PREFIX MORE
	heard ".bmp.rib == \"$1\" and any(.announce[]?.nlri[]; . == \"$2\") and $3"
}

# What a decoder has of the capture: prefixes that were announced or withdrawn.
tshark_prefixes() {
	tshark -r "$RUN/bmp.pcap" -d tcp.port==11019,bmp -Y bmp -T fields \
		-E aggregator=, -e bgp.nlri_prefix -e bgp.withdrawn_prefix \
		2>/dev/null | tr -s ',\t' '\n' | grep . | sort
}

our_prefixes() {
	bgpspeak decode "$RUN/bmp.pcap" | jq -r 'select(.bmp) |
		.announce[]?.nlri[], .withdraw[]?.nlri[] | split("/")[0]' | sort
}

shows() { # FILTER
	lab_in gw bgpspeak show router | jq -e "$1" >/dev/null
}

@test "two stations hear the same: sessions, every view of the routes, statistics" {
	capture
	station
	pmacct
	neighbor
	router
	go global rib add 10.1.0.0/24 med 30 community 65001:7
	go global rib add 172.16.0.0/24
	# before policy all; behind it, and chosen, what that lets through
	lab_wait 20 has_announced adj_in_pre 10.1.0.0/24 \
		'.attributes.med == 30 and .attributes.communities == ["65001:7"]
		 and .attributes.local_pref == null and .bmp.peer == "192.0.2.2"'
	lab_wait 20 has_announced adj_in_pre 172.16.0.0/24 true
	lab_wait 20 has_announced adj_in 10.1.0.0/24 '.attributes.local_pref == 200'
	lab_wait 20 has_announced loc 10.1.0.0/24 '.attributes.local_pref == 200'
	# what is ours, as it goes out
	lab_wait 20 has_announced loc 203.0.113.0/24 \
		'.announce[0].next_hop == "0.0.0.0"'
	lab_wait 20 has_announced adj_out 203.0.113.0/24 \
		'.attributes.as_path == [65001] and .announce[0].next_hop == "192.0.2.1"'
	for rib in adj_in_pre adj_in adj_out loc; do
		lab_wait 20 heard ".bmp.rib == \"$rib\" and .end_of_rib"
	done
	lab_wait 20 heard '.bmp.peer == "192.0.2.2" and any(.bmp.items[]?;
		.name == "adj_in_routes" and .value == 2)'
	heard '.kind == "open" and .bmp.kind == "peer_up" and .as == 64512'
	run -1 has_announced adj_in 172.16.0.0/24 true
	run -1 has_announced loc 172.16.0.0/24 true
	run -1 has_announced adj_out 10.1.0.0/24 true
	# pmacct has understood the same
	lab_wait 20 pm_heard '.bmp_msg_type == "peer_up" and .peer_ip == "192.0.2.2"
		and .peer_asn == 64512'
	lab_wait 20 pm_heard '.ip_prefix == "172.16.0.0/24" and .is_in == 1 and
		.is_post == 0 and .peer_ip == "192.0.2.2"'
	lab_wait 20 pm_heard '.ip_prefix == "10.1.0.0/24" and .is_in == 1 and
		.is_post == 1 and .local_pref == 200 and .med == 30 and
		.comms == "65001:7" and .as_path == "64512"'
	lab_wait 20 pm_heard '.ip_prefix == "10.1.0.0/24" and .is_loc == 1'
	lab_wait 20 pm_heard '.ip_prefix == "203.0.113.0/24" and .is_out == 1 and
		.bgp_nexthop == "192.0.2.1"'
	run -1 pm_heard '.ip_prefix == "172.16.0.0/24" and .is_post == 1'
	# a withdrawal, and an end that says why
	go global rib del 10.1.0.0/24
	for rib in adj_in_pre adj_in loc; do
		lab_wait 20 heard ".bmp.rib == \"$rib\" and
			any(.withdraw[]?.nlri[]; . == \"10.1.0.0/24\")"
	done
	lab_wait 20 pm_heard '.log_type == "withdraw" and .is_loc == 1 and
		.ip_prefix == "10.1.0.0/24"'
	go neighbor 192.0.2.1 shutdown
	lab_wait 20 heard '.bmp.kind == "peer_down" and .kind == "notification" and
		.bmp.reason == null and .code == 6 and .subcode == 2'
	lab_wait 20 heard '.bmp.reason == "notification_received"'
	lab_wait 20 pm_heard '.bmp_msg_type == "peer_down" and .reason_type == 3'
	kill "$gw"
	wait "$gw"
	lab_wait 20 heard '.kind == "termination" and
		.bmp.reason == "administratively_closed"'
	lab_wait 20 grep -q "has closed" "$RUN/station.log"
	kill "$station" "$capture"
	wait "$station" "$capture" || :
	run -1 grep -E "error|warning" "$RUN/station.log"
	run -4 jq -e 'select(.error or .assumed or .kind == "partial")' \
		"$RUN/bmp.ndjson"
	diff <(tshark_prefixes) <(our_prefixes)
	[[ $(our_prefixes | wc -l) -ge 9 ]]
}

@test "a station that is gone hears all when it is back; one that sleeps holds up nobody" {
	pmacct
	station
	neighbor
	router
	for n in 1 2 3; do
		go global rib add 10.1.$n.0/24
	done
	lab_wait 20 has_announced loc 10.1.3.0/24 true
	lab_wait 20 pm_heard '.ip_prefix == "10.1.3.0/24" and .is_loc == 1'
	shows 'all(.bmp[]; .connected) and .bmp[0].routes == .bmp[1].routes'
	lab_in gw bgpspeak show metrics >"$RUN/metrics"
	grep -q '^bgpspeak_bmp_up{address="198.51.100.1",port="11020"} 1$' "$RUN/metrics"
	# it goes without a word, while routes change
	kill -KILL "$station"
	wait "$station" || :
	lab_wait 20 shows '[.bmp[].connected] | sort == [false, true]'
	shows 'any(.bmp[]; (.connected | not) and (.reason | length) > 0)'
	go global rib del 10.1.1.0/24
	go global rib add 10.1.4.0/24
	station
	lab_wait 20 has_announced loc 10.1.4.0/24 true
	lab_wait 20 heard '.bmp.rib == "loc" and .end_of_rib'
	run -1 has_announced loc 10.1.1.0/24 true
	run -1 heard 'any(.withdraw[]?; .nlri != [])'
	# it sleeps: the other, the session and the answers do not
	kill -STOP "$pmacct"
	for n in 1 2 3 4 5 6 7 8; do
		go global rib add 10.2.$n.0/24
	done
	lab_wait 20 has_announced loc 10.2.8.0/24 true
	shows '.established == 1'
	kill -CONT "$pmacct"
	lab_wait 20 pm_heard '.ip_prefix == "10.2.8.0/24" and .is_loc == 1'
	# no longer in the record
	jq -c 'if .type == "router" then del(.bmp[1]) else . end' "$RUN/gw.json" \
		>"$RUN/gw.new"
	mv "$RUN/gw.new" "$RUN/gw.json"
	kill -HUP "$gw"
	lab_wait 20 pm_heard '.bmp_msg_type == "term"'
	shows '.bmp | length == 1'
	kill -0 "$gw" "$gobgpd"
}
