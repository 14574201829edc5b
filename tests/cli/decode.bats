#!/usr/bin/env bats
# bgpspeak decode: captures and MRT dumps to records.

load ../lib

setup_file() {
	python3 "$BATS_TEST_DIRNAME/../data/bgp.py" "$BATS_FILE_TMPDIR"
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
}

@test "decode prints each message once, in order, whatever TCP did" {
	run -0 --separate-stderr bgpspeak decode session.pcap
	[ -z "$stderr" ]
	diff - <(jq -c '[.kind,.src,.frame]' <<<"$output") <<-'END'
		["open","192.0.2.2",3]
		["open","192.0.2.1",4]
		["update","192.0.2.1",6]
		["keepalive","192.0.2.2",8]
	END
}

@test "decode prints an UPDATE as the vocabulary has it" {
	run -0 bgpspeak decode session.pcap
	diff - <(sed -n 3p <<<"$output") <<-'END'
		{"type":"message","protocol":"bgp","kind":"update","time":1447830005.123456,"frame":6,"src":"192.0.2.1","sport":179,"dst":"192.0.2.2","dport":41022,"length":49,"announce":[{"family":"ipv4_unicast","next_hop":"192.0.2.1","nlri":["10.1.0.0/16","10.2.0.0/16"]}],"withdraw":[],"attributes":{"origin":"igp","as_path":[64512]}}
	END
}

@test "decode says what it assumed where the OPENs are missing" {
	run -0 bgpspeak decode middle.pcap
	[ "$(jq -c .assumed <<<"${lines[1]}")" = '{"as4":true}' ]
	[ "$(jq -r .kind <<<"${lines[0]}")" = partial ]
}

@test "decode tells how much a capture lacks, and goes on behind it" {
	run -65 --separate-stderr bgpspeak decode lost.pcap
	[ "$stderr" = "bgpspeak: error: lost.pcap: frame 4: 46 octets were not captured" ]
	[ "$(jq -r .kind <<<"$output" | paste -sd ' ')" = "update partial update" ]
}

@test "decode prints what was readable of a file that is cut off" {
	run -65 --separate-stderr bgpspeak decode cut.pcap
	[[ $stderr == *"frame 8 at byte 692: ends inside a frame"* ]]
	[ "$(jq -r .kind <<<"$output" | paste -sd ' ')" = "open open update" ]
	run -65 --separate-stderr bgpspeak decode torn.mrt
	[ "$stderr" = "bgpspeak: error: torn.mrt: record 3: message is cut off (byte 28)
bgpspeak: error: torn.mrt: record 3 at byte 127: record goes on beyond the end" ]
	[ "$(jq -r .type <<<"$output" | grep -c route)" = 2 ]
	head -c 110 rib.mrt >entry.mrt
	run -65 --separate-stderr bgpspeak decode entry.mrt
	[ "$(jq -r .peer <<<"${lines[1]}")" = 192.0.2.1 ]
}

@test "decode says in what a capture ends" {
	local size what

	while read -r size what; do
		head -c "$size" session.pcap >short.pcap
		run -65 --separate-stderr bgpspeak decode short.pcap
		[ -z "$output" ]
		[[ ${stderr_lines[0]} == "bgpspeak: error: short.pcap: frame 1 at byte $what" ]]
	done <<-EOF
		20 0: ends inside the header of the file
		39 24: ends inside the header of a frame
		90 24: ends inside a frame
	EOF
}

@test "decode says what a capture has in the place of BGP" {
	run -0 --separate-stderr bgpspeak decode --port 80 session.pcap
	[ -z "$output" ]
	[ "$stderr" = "bgpspeak: warning: session.pcap: nothing found: 8 frames, 8 \
with TCP, of ports 179 (8); --port and --bmp-port say where else to look" ]
	head -c 24 session.pcap >none.pcap
	run -0 --separate-stderr bgpspeak decode none.pcap
	[ "$stderr" = "bgpspeak: warning: none.pcap: nothing found: 0 frames, none with TCP" ]
	run -0 --separate-stderr bgpspeak decode --kind keepalive session.pcap
	[ -z "$stderr" ]
}

@test "decode goes on behind an MRT record whose length is wrong" {
	local length expected

	while read -r length expected; do
		python3 - "$length" >damaged.mrt <<-'END'
			import struct, sys
			one = open("updates.mrt", "rb").read()[:75]
			length = struct.pack(">I", int(sys.argv[1], 16))
			out = one + one[:8] + length + one[12:] + one * 3
			sys.stdout.buffer.write(out)
		END
		run -65 --separate-stderr bgpspeak decode damaged.mrt
		[[ $stderr == *"damaged.mrt: record 2"* ]]
		jq -r 'select(.announce[0].nlri == ["10.5.0.0/16"]).frame' \
			<<<"$output" | paste -sd ' ' | diff - <(echo "$expected")
	done <<-'END'
		ffffffff 1 2 3 4 5
		1000 1 2 3 4 5
		3e 1 4 5 6
		40 1 4 5
		14 1 4 5 6
		0 1 4 5 6
	END
}

@test "decode says what is wrong with a message, where, and what is done" {
	run -65 --separate-stderr bgpspeak decode malformed.pcap
	[ "$stderr" = "bgpspeak: error: malformed.pcap: frame 1: origin: origin is none of 0, 1, 2 (byte 26)" ]
	[ "$(jq -c .error <<<"$output")" = '{"offset":26,"attribute":"origin","text":"origin is none of 0, 1, 2","treatment":"treat_as_withdraw","clause":"RFC 7606 7.1"}' ]
	[ "$(jq -c .attributes.unknown <<<"$output")" = '[{"code":1,"name":"origin","flags":64,"value":"07"}]' ]
}

@test "decode prints a dumped table as routes" {
	run -0 --separate-stderr bgpspeak decode rib.mrt
	[ -z "$stderr" ]
	diff - <(grep '"route"' <<<"$output") <<-'END'
		{"type":"route","rib":"adj_in","protocol":"bgp","family":"ipv4_unicast","prefix":"10.1.0.0/16","next_hop":"192.0.2.1","origin":"igp","as_path":[64512],"peer":"192.0.2.1","peer_as":64512,"time":1447829940.000000}
		{"type":"route","rib":"adj_in","protocol":"bgp","family":"ipv4_unicast","prefix":"10.1.0.0/16","next_hop":"192.0.2.2","origin":"incomplete","as_path":[70000,64999],"peer":"192.0.2.2","peer_as":70000,"time":1447829940.000000}
	END
}

@test "decode drops nothing: what it does not know is hex" {
	run -0 --separate-stderr bgpspeak decode updates.mrt
	[ "$(jq -r .kind <<<"$output" | paste -sd ' ')" = "update state_change type_99_subtype_3" ]
	[ "$(jq -r .data <<<"${lines[2]}")" = dead ]
}

@test "decode takes files in order, compressed or not, and standard input" {
	gzip -k rib.mrt
	bzip2 -k updates.mrt
	run -0 --separate-stderr bgpspeak decode updates.mrt.bz2 rib.mrt.gz notification.pcap
	[ "${#lines[@]}" = 7 ]
	[ "$(jq -r .name <<<"${lines[6]}")" = cease/administrative_shutdown ]
	[ "$(jq -r .text <<<"${lines[6]}")" = bye ]
	run -0 --separate-stderr bgpspeak decode - <session.pcap
	[ "${#lines[@]}" = 4 ]
	run -0 --separate-stderr bgpspeak decode <session.pcap
	[ "${#lines[@]}" = 4 ]
}

@test "decode prints each message as it arrives" {
	local n
	mkfifo live out
	bgpspeak decode live >out &
	exec 8<out 7>live
	# Up to the first OPEN; the rest comes only when that was read.
	head -c 313 session.pcap >&7
	read -rt 10 -u 8 n
	[ "$(jq -r .kind <<<"$n")" = open ]
	tail -c +314 session.pcap >&7
	exec 7>&-
	[ "$(wc -l <&8)" = 3 ]
	wait $!
}

@test "decode looks at the port it is told to" {
	run -0 --separate-stderr bgpspeak decode --port 1179 session.pcap
	[ -z "$output" ]
}

@test "decode cannot read a folder, as the system says" {
	run -71 --separate-stderr bgpspeak decode .
	[ -z "$output" ]
	[ "$stderr" = "bgpspeak: error: .: Is a directory" ]
}

@test "decode --table is for people" {
	run -0 bgpspeak decode --table session.pcap
	[[ ${lines[0]} == *frame*src*dst*kind* ]]
	[[ ${lines[3]} == *update*10.1.0.0/16* ]]
}

@test "decode refuses what is neither capture nor dump" {
	printf 'this is no capture at all' >text
	run -65 --separate-stderr bgpspeak decode text
	[ "$stderr" = "bgpspeak: error: text: neither a capture (pcap, pcapng) nor an MRT dump nor BMP" ]
	run -71 bgpspeak decode missing.pcap
}

@test "decode agrees with tshark and bgpdump on the corpus" {
	need_shared truth
	need python3
	run -0 python3 "$TOP/tests/replay/truth_bgp.py" "$BUILD/bin/bgpspeak" "$SHARED"
}

@test "decode agrees with the sources of the corpus's vectors" {
	need_shared corpus/vectors.jsonl
	need python3
	run -0 python3 "$TOP/tests/replay/truth_vectors.py" "$BUILD/bin/bgpspeak" "$SHARED"
}
