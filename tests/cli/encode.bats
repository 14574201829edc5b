#!/usr/bin/env bats
# bgpspeak encode: records to octets, captures and dumps.

load ../lib

setup_file() {
	python3 "$BATS_TEST_DIRNAME/../data/bgp.py" "$BATS_FILE_TMPDIR"
	python3 "$BATS_TEST_DIRNAME/../data/captures.py" "$BATS_FILE_TMPDIR"
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
}

keepalive='{"type":"message","protocol":"bgp","kind":"keepalive"}'
marker=ffffffffffffffffffffffffffffffff

# What is in a record but where, when and how it was seen.
content() {
	jq -c 'del(.frame, .time, .sport, .dport, .length, .assumed)' "$@"
}

# What standard error says, behind the name of the input.
# shellcheck disable=SC2154 # bats sets it
reasons() {
	printf '%s\n' "${stderr_lines[@]#*standard input:}"
}

@test "encode writes octets, or hex a line" {
	run -0 --separate-stderr bgpspeak encode --hex <<<"$keepalive $keepalive"
	[ -z "$stderr" ]
	[ "$output" = "${marker}001304"$'\n'"${marker}001304" ]
	bgpspeak encode <<<"$keepalive$keepalive" | cmp - <(
		perl -e 'print pack("H*", shift) x 2' "${marker}001304")
	bgpspeak encode --raw <<<"$keepalive" | cmp - <(
		perl -e 'print pack("H*", shift)' "${marker}001304")
}

@test "encode refuses what makes no message, and goes on" {
	run -65 --separate-stderr bgpspeak encode --hex <<-END
		{"type":"message","protocol":"bgp","kind":"update","announce":[{"family":"ipv4_unicast","next_hop":"192.0.2.1","nlri":["10.0.0.0/8"]}],"attributes":{"origin":"igp"}}
		{"type":"message","protocol":"bgp","kind":"update","withdraw":[{"family":"ipv4_labeled_unicast","nlri":[{"prefix":"10.0.0.0/8","labels":[1048576]}]}]}
		{"type":"message","protocol":"bgp","kind":"update","error":{"text":"bad"}}
		$keepalive
	END
	[ "$output" = "${marker}001304" ]
	[ "${stderr_lines[0]}" = "bgpspeak: error: standard input:1: attributes.as_path: it is missing" ]
	[ "${stderr_lines[1]}" = "bgpspeak: error: standard input:2: message: withdraw[0].nlri[0].labels[0]: 1048576 is not in 0..1048575" ]
	[ "${stderr_lines[2]}" = "bgpspeak: error: standard input:3: error: a malformed message is written as raw.message says, which is missing" ]
	[ "${#stderr_lines[@]}" = 3 ]
}

@test "encode --strict ends at the first fault" {
	run -65 --separate-stderr bgpspeak encode --strict --hex <<-END
		{"type":"message","protocol":"bgp","kind":"open"}
		$keepalive
	END
	[ -z "$output" ]
	[ "$stderr" = "bgpspeak: error: standard input:1: as: it is missing" ]
}

@test "encode says what it leaves out" {
	run -0 --separate-stderr bgpspeak encode --hex <<-END
		$keepalive
		{"type":"route","family":"ipv4_unicast","prefix":"10.0.0.0/8"}
		{"type":"message","protocol":"bgp","kind":"state_change"}
		{"type":"session"}
	END
	[ "$output" = "${marker}001304" ]
	[ "$stderr" = "bgpspeak: warning: standard input: 2 records are of what is no message here, and left out; the first is route in line 2" ]
}

@test "encode takes one form, and no terminal for octets" {
	run -64 --separate-stderr bgpspeak encode --hex --mrt
	[[ $stderr == *"only one of --raw, --hex, --pcap and --mrt"* ]]
	need script
	run script -qec 'bgpspeak encode /dev/null' /dev/null
	[ "$status" = 64 ]
	[[ $output == *"octets are not for a terminal"* ]]
}

@test "a record that was changed is encoded as it is now" {
	bgpspeak decode session.pcap >session.ndjson
	bgpspeak encode --hex session.ndjson >hex
	jq -c 'if .kind == "update" then .attributes.med = 7 else . end' \
		session.ndjson | bgpspeak encode --hex >changed
	[ "$(diff hex changed | grep -c '^>')" = 1 ]
	[[ $(sed -n 3p changed) == *80040400000007* ]]
}

@test "what decode reads is encoded to a capture that says the same" {
	local file

	for file in session.pcap link-ethernet*.pcap file-*.pcap*; do
		bgpspeak decode "$file" >before.ndjson
		bgpspeak encode --pcap before.ndjson >out.pcap
		bgpspeak decode out.pcap >after.ndjson
		diff <(content before.ndjson) <(content after.ndjson)
	done
}

@test "tshark finds no fault in the packets" {
	need tshark
	bgpspeak decode session.pcap | bgpspeak encode --pcap >out.pcap
	run -0 --separate-stderr tshark -r out.pcap -o ip.check_checksum:TRUE \
		-o tcp.check_checksum:TRUE -Y 'tcp.analysis.flags or
		tcp.checksum.status == 0 or ip.checksum.status == 0'
	[ -z "$output" ]
	[ "$(tshark -r out.pcap -Y bgp 2>/dev/null | wc -l)" = 4 ]
}

@test "a message without ports is for dst, and each connection has its own" {
	local at='"src":"192.0.2.1","dst":"192.0.2.2","time":1.5'
	local end='{"type":"message","protocol":"bgp","kind":"notification","code":6'

	bgpspeak encode --pcap >out.pcap <<-END
		${keepalive%?},$at} $end,$at} ${keepalive%?},$at}
	END
	run -0 bgpspeak decode out.pcap
	diff - <(jq -c '[.kind,.time,.sport,.dport]' <<<"$output") <<-'END'
		["keepalive",1.5,49152,179]
		["notification",1.5,49152,179]
		["keepalive",1.5,49153,179]
	END
}

@test "a packet needs addresses, and a time of 32 bits" {
	run -65 --separate-stderr bgpspeak encode --pcap <<-END
		$keepalive
		${keepalive%?},"src":"192.0.2.1"}
		${keepalive%?},"src":"192.0.2.1","dst":"2001:db8::1"}
		${keepalive%?},"src":"192.0.2.1","dst":"192.0.2.2","time":4294967296}
	END
	diff - <(reasons) <<-'END'
		1: src: it is missing
		2: dst: it is missing
		3: dst: it is not of the IP version of src
		4: time: it is not in 32 bits of seconds
	END
}

@test "messages and states of a dump become the same dump" {
	bgpspeak decode updates.mrt >before.ndjson
	bgpspeak encode --mrt before.ndjson >out.mrt
	diff <(bgpspeak decode out.mrt | content) <(content before.ndjson)
	need bgpdump
	diff <(bgpdump -m updates.mrt 2>/dev/null) \
		<(bgpdump -m out.mrt 2>/dev/null)
}

@test "the routes of a table become the same table" {
	bgpspeak decode rib.mrt >before.ndjson
	bgpspeak encode --mrt before.ndjson >out.mrt
	diff <(bgpspeak decode out.mrt | content) <(content before.ndjson)
	need bgpdump
	diff <(bgpdump -m rib.mrt 2>/dev/null) \
		<(bgpdump -m out.mrt 2>/dev/null)
}

@test "a table without an index gets one" {
	bgpspeak encode --mrt >out.mrt <<-'END'
		{"type":"route","family":"ipv4_unicast","prefix":"10.0.0.0/8","next_hop":"192.0.2.1","origin":"igp","as_path":[65001],"peer":"192.0.2.1","peer_as":65001,"time":7}
		{"type":"route","family":"ipv4_unicast","prefix":"10.0.0.0/8","next_hop":"192.0.2.2","origin":"igp","as_path":[65536],"peer":"192.0.2.2","peer_as":65536,"time":8}
		{"type":"route","family":"ipv4_vpn","rd":"1:1","prefix":"10.0.0.0/8","labels":[16],"next_hop":"192.0.2.2","origin":"igp","as_path":[],"peer":"192.0.2.2","peer_as":65536,"path_id":3}
	END
	run -0 bgpspeak decode out.mrt
	diff - <(sed 1d <<<"$output" | jq -c '[.family,.rd,.prefix,.labels,.path_id,.next_hop,.as_path,.peer,.peer_as,.time]') <<-'END'
		["ipv4_unicast",null,"10.0.0.0/8",null,null,"192.0.2.1",[65001],"192.0.2.1",65001,7]
		["ipv4_unicast",null,"10.0.0.0/8",null,null,"192.0.2.2",[65536],"192.0.2.2",65536,8]
		["ipv4_vpn","1:1","10.0.0.0/8",[16],3,"192.0.2.2",[],"192.0.2.2",65536,0]
	END
}

@test "a table has peers that are addresses, and no routes that are gone" {
	local route='{"type":"route","family":"ipv4_unicast","prefix":"10.0.0.0/8"'

	run -65 --separate-stderr bgpspeak encode --mrt <<-END
		$route}
		$route,"peer":"aws-1"}
		$route,"peer":"192.0.2.1","op":"del"}
	END
	diff - <(reasons) <<-'END'
		1: peer: it is missing
		2: peer: it is not an address, as the index of a dump has them
		3: op: a table has no routes that are gone
	END
}

@test "outbound route filters are what tshark reads, and come back as they were" {
	local refresh='{"type":"message","protocol":"bgp","kind":"route_refresh","src":"192.0.2.1","sport":179,"dst":"192.0.2.2","dport":41022,"family":"ipv4_unicast","subtype":0,"when_to_refresh":"defer","orfs":[{"type":128,"name":"address_prefix_cisco","entries":[{"action":"add","match":"deny","sequence":5,"prefix":"10.0.0.0/9","max_length":24},{"action":"remove","match":"permit","sequence":10,"prefix":"10.128.0.0/16","min_length":17,"max_length":20}]}]}'

	need tshark
	bgpspeak encode --pcap <<<"$refresh" >orf.pcap
	run -0 --separate-stderr bgpspeak decode orf.pcap
	[ "$(jq -c 'del(.time, .frame, .length)' <<<"$output")" = "$refresh" ]
	tshark -r orf.pcap -V 2>/dev/null | sed -n 's/^ *//; /ORF flag/p
		/ORFEntry [A-Z]/p; /^10\./p' >theirs
	diff theirs - <<-'END'
		ORF flag: Defer (2)
		ORFEntry PrefixList
		00.. .... = ORFEntry Action: Add (0)
		..1. .... = ORFEntry Match: Deny (1)
		ORFEntry Sequence: 5
		ORFEntry PrefixMask length lower bound: 0
		ORFEntry PrefixMask length upper bound: 24
		10.0.0.0/9
		ORFEntry IP address: 10.0.0.0
		ORFEntry PrefixList
		01.. .... = ORFEntry Action: Remove (1)
		..0. .... = ORFEntry Match: Permit (0)
		ORFEntry Sequence: 10
		ORFEntry PrefixMask length lower bound: 17
		ORFEntry PrefixMask length upper bound: 20
		10.128.0.0/16
		ORFEntry IP address: 10.128.0.0
	END
}

@test "every message of the corpus comes back as it was" {
	need_shared corpus
	need tshark bgpdump
	run -0 python3 "$TOP/tests/replay/encode_corpus.py" \
		${LONG:+--long} "$BUILD/bin/bgpspeak" "$SHARED" link-*-6.pcap
}
