#!/usr/bin/env bats
# bgpspeak decode: what routers report over BMP, from files and from routers.

load ../lib

setup_file() {
	python3 "$BATS_TEST_DIRNAME/../data/bmp.py" "$BATS_FILE_TMPDIR"
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
}

@test "decode prints BGP messages in BMP as those of a capture" {
	run -0 --separate-stderr bgpspeak decode router.bmp
	[ -z "$stderr" ]
	diff - <(jq -r '[.frame, .protocol, .kind, .bmp.kind, .bmp.rib // "-",
		.src // "-", .announce[0].nlri[0].prefix // "-"] | join(" ")' \
		<<<"$output") <<-'END'
		1 bmp initiation initiation - - -
		2 bmp peer_up peer_up - 192.0.2.1 -
		2 bgp open peer_up - 192.0.2.2 -
		2 bgp open peer_up - 192.0.2.1 -
		3 bmp peer_up peer_up - - -
		3 bgp open peer_up - - -
		3 bgp open peer_up - - -
		4 bgp update route_monitoring adj_in_pre 192.0.2.1 10.1.0.0/24
		5 bgp update route_monitoring adj_in 192.0.2.1 10.1.1.0/24
		6 bgp update route_monitoring adj_out_pre 192.0.2.2 10.1.2.0/24
		7 bgp update route_monitoring adj_out 192.0.2.2 10.1.3.0/24
		8 bgp update route_monitoring loc - 10.1.4.0/24
		9 bmp statistics statistics - 192.0.2.1 -
		10 bgp keepalive route_mirroring - 192.0.2.1 -
		10 bmp route_mirroring route_mirroring - 192.0.2.1 -
		11 bmp peer_down peer_down - 192.0.2.1 -
		11 bgp notification peer_down - 192.0.2.2 -
		12 bmp termination termination - - -
	END
	[ "$(jq -c 'select(.kind == "update").announce[0].nlri[0].path_id' \
		<<<"$output" | sort -u)" = 7 ]
}

@test "decode names what a router tells of itself, its peers and its tables" {
	run -0 bgpspeak decode router.bmp
	diff - <(jq -c 'select(.protocol == "bmp") | [.bmp.table // .bmp.rd,
		.bmp.reason, .bmp.items]' <<<"$output") <<-'END'
		[null,null,[{"code":1,"name":"system_description","text":"a router"},{"code":2,"name":"system_name","text":"gw1"},{"code":99,"hex":"01"}]]
		["main",null,[{"code":3,"name":"table_name","text":"main"}]]
		["main",null,[{"code":3,"name":"table_name","text":"main"}]]
		["65001:100",null,[{"code":1,"name":"duplicate_announcements","value":9},{"code":10,"name":"loc_routes","family":"ipv6_unicast","value":9007199254740992}]]
		["main","messages_lost",null]
		["main","notification_sent",null]
		[null,"administratively_closed",[{"code":0,"name":"string","text":"maintenance"}]]
	END
}

@test "decode says what it assumed of a peer whose OPENs it has not" {
	run -0 --separate-stderr bgpspeak decode bare.bmp
	[ -z "$stderr" ]
	[ "$(jq -c '[.assumed, .announce[0].nlri]' <<<"$output")" = \
		'[{"add_path":true},[{"prefix":"10.1.0.0/16","path_id":1},{"prefix":"10.2.0.0/16","path_id":2}]]' ]
}

@test "decode goes on behind octets that are no BMP, and tells them" {
	run -65 --separate-stderr bgpspeak decode junk.bmp
	[ "$stderr" = "bgpspeak: error: junk.bmp: message 2: this is no BMP message (byte 0)" ]
	[ "${#lines[@]}" = 19 ]
	[ "$(jq -r .data <<<"${lines[1]}")" = 0001020304050607 ]
	run -65 --separate-stderr bgpspeak decode torn.bmp
	[ "$stderr" = "bgpspeak: error: torn.bmp: message 12 at byte 1095: ends inside a message of BMP" ]
	[ "${#lines[@]}" = 17 ]
}

# What a file says, but for where it came from.
said() { # OPTION... FILE
	bgpspeak decode "$@" | jq -c 'del(.frame, .time, .bmp.router,
		.bmp.router_port)'
}

@test "decode reads BMP in a capture as in a file" {
	diff <(said router.pcap) <(said router.bmp)
	diff <(said --bmp-port 9000 other.pcap) <(said router.bmp)
	run -0 --separate-stderr bgpspeak decode other.pcap
	[ -z "$output" ]
	[[ $stderr == *"of ports 9000 ("*"--bmp-port say where else to look" ]]
	run -0 bgpspeak decode router.pcap
	[ "$(jq -rs 'map(.bmp.router) | unique[]' <<<"$output")" = 192.0.2.1 ]
	[ "$(jq -rs 'map(.bmp.router_port) | unique[]' <<<"$output")" = 41022 ]
}

@test "decode reads a capture that begins amid BMP from the next message on" {
	run -0 --separate-stderr bgpspeak decode middle.pcap
	[ -z "$stderr" ]
	[ "$(jq -r .kind <<<"${lines[0]}")" = partial ]
	# all but the initiation and the first peer, which is three records
	[ "$(grep -c '"kind":"partial"' <<<"$output")" = 2 ]
	[ "${#lines[@]}" = 16 ]
}

send() { # FILE PORT
	wait_for 5 socat -u "FILE:$1" "TCP:127.0.0.1:$2" 2>/dev/null
}

have_closed() { # N
	[ "$(grep -c closed station.err)" = "$1" ]
}

@test "decode --bmp-listen takes several routers at once, until a signal" {
	need socat jq
	local port=$((20000 + RANDOM % 10000)) station status=0

	bgpspeak decode --bmp-listen "127.0.0.1:$port" >station.ndjson \
		2>station.err 3>&- &
	station=$!
	send router.bmp "$port"
	send router.bmp "$port" &
	send bare.bmp "$port" &
	send torn.bmp "$port" &
	wait_for 10 have_closed 4
	kill "$station"
	wait "$station" || status=$?
	[ "$status" = 65 ] # as one of them was torn
	# each of them whole, whoever came between
	[ "$(jq -r '.bmp.router_port' station.ndjson | sort | uniq -c |
		awk '{ print $1 }' | sort -n | paste -sd ' ')" = "1 18 18 18" ]
	[ "$(jq -r '.bmp.router' station.ndjson | sort -u)" = 127.0.0.1 ]
	grep -q "error.*message 12: connection ends inside a message" station.err
	[ "$(grep -c error station.err)" = 1 ]
}

@test "decode --bmp-listen ends quietly when nobody reads on" {
	need socat
	local port=$((20000 + RANDOM % 10000))

	{
		bgpspeak decode --bmp-listen "127.0.0.1:$port" 2>gone.err
		echo "$?" >gone.status
	} 3>&- | head -n 1 >first.ndjson &
	send router.bmp "$port"
	wait_for 5 test -s first.ndjson
	wait_for 10 test -s gone.status
	[ "$(<gone.status)" = 0 ]
	run -1 grep error gone.err
}

@test "decode --bmp-listen says what is wrong with a place to listen" {
	run -64 --separate-stderr bgpspeak decode --bmp-listen 11019
	[ -z "$output" ]
	[[ $stderr == *"--bmp-listen 11019: is not ADDRESS:PORT, as 0.0.0.0:11019"* ]]
	run -64 bgpspeak decode --bmp-listen 127.0.0.1:0
	run -64 bgpspeak decode --bmp-listen ::1:11019
	run -71 --separate-stderr bgpspeak decode --bmp-listen 198.51.100.1:11019
	[[ $stderr == *"--bmp-listen 198.51.100.1:11019: Cannot assign"* ]]
}
