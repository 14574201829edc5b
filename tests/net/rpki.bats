#!/usr/bin/env bats
# Origin validation with StayRTR as the cache and BIRD as the neighbour: policies
# follow the ROAs, and the session stays.

load ../lib

setup() {
	need jq bird birdc ip nsenter stayrtr
	need_netns
	US=ep$$-us THEM=ep$$-them
	EDGEPIPE_RUN=$BATS_TEST_TMPDIR
	export EDGEPIPE_RUN
	pids=()
	cd "$BATS_TEST_TMPDIR" || return
	ip netns add "$US"
	ip netns add "$THEM"
	ip -n "$US" link add wire type veth peer name wire netns "$THEM"
	ip -n "$US" link set lo up
	ip -n "$US" addr add 192.0.2.1/24 dev wire
	ip -n "$THEM" addr add 192.0.2.2/24 dev wire
	ip -n "$US" link set wire up
	ip -n "$THEM" link set wire up
}

teardown() {
	local pid

	[[ -n ${BATS_TEST_COMPLETED-} ]] || tail -n 20 ./*
	for pid in "${pids[@]}"; do
		kill "$pid" 2>/dev/null || :
	done
	wait
	ip netns del "$US" 2>/dev/null || :
	ip netns del "$THEM" 2>/dev/null || :
}

start() { # NAMESPACE COMMAND ...
	local namespace=$1

	shift
	nsenter --net="/run/netns/$namespace" -- "$@" 3>&- &
	pids+=($!)
}

# roas AS ...: 10.N.0.0/16 may be originated by the Nth, 0 to 16 bits longer.
roas() {
	local n=0 as

	for as; do
		echo "{\"asn\":\"AS$as\",\"prefix\":\"10.$((++n)).0.0/16\",\"maxLength\":24,\"ta\":\"test\"}"
	done | jq -sc '{metadata: {counts: length}, roas: .}' >roas.new
	mv roas.new roas.json
}

# Four /24 of AS 64512, and the second of them more specific than a ROA allows.
them() {
	cat >bird.conf <<-'EOF'
		router id 192.0.2.2;
		protocol device {}
		protocol static {
			ipv4;
			route 10.1.0.0/24 blackhole;
			route 10.2.0.0/25 blackhole;
			route 10.3.0.0/24 blackhole;
			route 10.4.0.0/24 blackhole;
		}
		protocol bgp edge {
			local as 64512;
			neighbor 192.0.2.1 as 65001;
			connect delay time 1;
			ipv4 { import all; export all; next hop address 192.0.2.2; };
		}
	EOF
	start "$THEM" bird -f -c bird.conf -s bird.ctl
}

# us RPKI: the speaker, whose ROAs come from there.
us() {
	cat >site.json <<-EOF
		{"type":"router","as":65001,"router_id":"192.0.2.1","rpki":$1}
		{"type":"policy","name":"in","rules":[
		 {"match":{"rpki":"valid"},"set":{"local_pref":200},"then":"accept"},
		 {"match":{"rpki":"invalid"},"then":"reject"},
		 {"match":{"rpki":"not_found"},"set":{"local_pref":50},"then":"accept"}]}
		{"type":"peer","name":"bird","remote_as":64512,"remote_address":"192.0.2.2",
		 "connect_retry":1,"import":["in"]}
	EOF
	start "$US" bgpspeak run --no-resolve site.json \
		</dev/null >out.ndjson 2>err.txt
	speaker=${pids[-1]}
}

routes_are() { # "PREFIX LOCAL_PREF ..."
	[[ $(bgpspeak show routes 2>/dev/null | jq -r 'select(.type == "route") |
		"\(.prefix) \(.local_pref)"' | sort | xargs) == "$*" ]]
}

session_stayed() {
	bgpspeak show peers bird |
		jq -es '.[0].state == "established" and .[0].established == 1' \
			>/dev/null
}

cache_listens() {
	ip netns exec "$US" ss -Hltn 'sport = 8282' | grep -q .
}

@test "a cache: routes follow what it says, as soon as it says it" {
	roas 64512 64512 64513
	start "$US" stayrtr -bind 192.0.2.1:8282 -metrics.addr 127.0.0.1:9847 \
		-cache roas.json -checktime=false -refresh 1 2>stayrtr.txt
	wait_for 10 cache_listens
	them
	us '{"caches":[{"address":"192.0.2.1","port":8282}]}'
	wait_for 10 routes_are 10.1.0.0/24 200 10.4.0.0/24 50
	roas 64513 64512 64512 64512
	wait_for 10 routes_are 10.3.0.0/24 200 10.4.0.0/24 200
	session_stayed
	grep -q 'info: RPKI cache 192.0.2.1 port 8282: 4 ROAs' err.txt
}

@test "a cache that goes is told, and what it said stays" {
	roas 64512 64512 64513
	start "$US" stayrtr -bind 192.0.2.1:8282 -metrics.addr 127.0.0.1:9847 \
		-cache roas.json -checktime=false 2>stayrtr.txt
	cache=${pids[-1]}
	wait_for 10 cache_listens
	them
	us '{"caches":[{"address":"192.0.2.1","port":8282}]}'
	wait_for 10 routes_are 10.1.0.0/24 200 10.4.0.0/24 50
	kill "$cache"
	wait_for 5 grep -q 'warning: RPKI cache 192.0.2.1 port 8282: ' err.txt
	routes_are 10.1.0.0/24 200 10.4.0.0/24 50
}

@test "files: JSON and CSV, read again by SIGHUP; what is wrong in one is told" {
	roas 64512
	printf 'ASN,IP Prefix,Max Length\nAS64513,10.3.0.0/16,24\n64512,10.4.0.0/15,24\n' \
		>roas.csv
	them
	us '{"files":["roas.json","roas.csv"]}'
	wait_for 10 routes_are 10.1.0.0/24 200 10.2.0.0/25 50 10.4.0.0/24 200
	grep -q 'info: 3 ROAs from files' err.txt
	printf 'AS64512,10.2.0.0/16,25\nx,10.3.0.0/16,24\n' >roas.csv
	kill -HUP "$speaker"
	wait_for 5 routes_are 10.1.0.0/24 200 10.2.0.0/25 200 10.3.0.0/24 50 \
		10.4.0.0/24 50
	grep -q 'error: roas.csv:2: "x": not an AS number' err.txt
	session_stayed
	rm roas.csv
	roas 64513
	kill -HUP "$speaker"
	wait_for 5 grep -q 'error: roas.csv: No such file or directory' err.txt
	routes_are 10.1.0.0/24 200 10.2.0.0/25 200 10.3.0.0/24 50 10.4.0.0/24 50
}
