#!/usr/bin/env bats
# bgpspeak decode --interface beside a session with BIRD.

load ../lib
load bird

# listen [OPTION ...]: decode what passes our end of the wire, from now on.
listen() {
	ip netns exec "$US" "$BUILD/bin/bgpspeak" decode -v -i wire "$@" \
		>live.ndjson 2>live.err 3>&- &
	listener=$!
	wait_for 5 grep -q capturing live.err
}

heard() {
	jq -es "$1" live.ndjson >/dev/null
}

kinds() {
	jq -c '[.src, .kind, .announce, .withdraw, .code, .subcode]' "$@" | sort
}

# tcpdump forgets at its end what the kernel still had for it.
written() {
	bgpspeak decode -q -q all.pcap | grep -q '"kind":"notification"'
}

@test "every message that passes an interface is printed, until SIGINT" {
	need tcpdump
	listen
	ip netns exec "$US" tcpdump --immediate-mode -Z root -U -i wire -w all.pcap tcp port 179 2>tcpdump.err 3>&- &
	dump=$!
	wait_for 5 grep -q listening tcpdump.err
	them 64512
	site 64512 '"import":["in"],"export":["out"]'
	us
	wait_for 10 converged
	wait_for 10 bird_has 10.1.0.0/24 BGP.med
	kill "$speaker"
	wait_for 10 heard 'map(select(.kind == "notification")) | length > 0'
	kill -INT "$listener"
	wait "$listener"
	wait_for 10 written
	kill -INT "$dump"
	wait "$dump"
	[ "$(grep -vc capturing live.err)" = 0 ]
	heard 'map(.src) | unique | length == 2'
	heard 'map(select(.kind == "open")) | length == 2'
	heard '[.[].announce[]?.nlri[]?] | contains(["172.16.0.0/24", "10.1.0.0/24"])'
	bgpspeak decode all.pcap >file.ndjson
	diff <(kinds file.ndjson) <(kinds live.ndjson)
}

@test "--filter narrows what passes, and SIGTERM ends it as well" {
	listen --filter 'tcp port 179 and src host 192.0.2.2' --snaplen 2000
	them 64512
	site 64512 '"import":["in"],"export":["out"]'
	us
	wait_for 10 heard 'map(select(.kind == "update")) | length > 0'
	kill -TERM "$listener"
	wait "$listener"
	heard 'map(.src) | unique == ["192.0.2.2"]'
}

@test "without the right to capture it says what to do" {
	run -77 --separate-stderr setpriv --reuid 65534 --clear-groups \
		"$BUILD/bin/bgpspeak" decode -i lo
	[ -z "$output" ]
	[[ $stderr == "bgpspeak: error: lo: no right to capture; be root, or give the program cap_net_raw (setcap cap_net_raw+ep)" ]]
	run -69 --separate-stderr bgpspeak decode -i no-such-one
	[[ $stderr == "bgpspeak: error: no-such-one: "* ]]
	run -64 --separate-stderr bgpspeak decode -i lo --filter 'tcp prt 1'
	[[ $stderr == "bgpspeak: error: --filter: "* ]]
}
