#!/usr/bin/env bats
# bgpspeak decode: every type of MRT, hex lines, and what is assumed or pinned.

load ../lib

setup_file() {
	python3 "$BATS_TEST_DIRNAME/../data/mrt.py" "$BATS_FILE_TMPDIR"
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
}

@test "decode reads every subtype of TABLE_DUMP and TABLE_DUMP_V2" {
	run -0 --separate-stderr bgpspeak decode tables.mrt
	[ -z "$stderr" ]
	diff - <(jq -r 'select(.type == "route") | [.family, .prefix,
		.path_id // "-"] | join(" ")' <<<"$output" | sort | uniq -c |
		sed 's/^ *//') <<-'END'
		2 ipv4_multicast 10.1.3.0/24 -
		1 ipv4_multicast 10.1.3.0/24 7
		1 ipv4_multicast 10.1.3.0/24 8
		2 ipv4_unicast 10.1.2.0/24 -
		1 ipv4_unicast 10.1.2.0/24 7
		1 ipv4_unicast 10.1.2.0/24 8
		1 ipv4_unicast 10.1.9.0/24 -
		2 ipv4_vpn 10.1.2.0/24 -
		1 ipv4_vpn 10.1.2.0/24 7
		1 ipv4_vpn 10.1.2.0/24 8
		2 ipv6_multicast 2001:db8::/32 -
		1 ipv6_multicast 2001:db8::/32 7
		1 ipv6_multicast 2001:db8::/32 8
		1 ipv6_unicast 2001:d00::/24 -
		2 ipv6_unicast 2001:db8::/32 -
		1 ipv6_unicast 2001:db8::/32 7
		1 ipv6_unicast 2001:db8::/32 8
	END
	[ "$(jq -rs 'map(.as_path // empty) | unique[] | @json' <<<"$output")" = "[64512]" ]
	[ "$(jq -c '.peers // empty' <<<"$output")" = \
		'[{"peer":"192.0.2.1","as":64512,"id":"192.0.2.1"},{"peer":"2001:db8::1","as":70000,"id":"192.0.2.2"}]' ]
}

@test "decode reads every subtype of BGP4MP, its microseconds, and what was before" {
	run -0 --separate-stderr bgpspeak decode messages.mrt
	[ -z "$stderr" ]
	diff - <(jq -r 'select(.kind == "update") | [.time, .src,
		(.announce[0].nlri[0] | .prefix? // ., .path_id? // "-")] |
		join(" ")' <<<"$output") <<-'END'
		1447830000 192.0.2.1 10.2.1.0/24 -
		1447830000.25 192.0.2.1 10.2.1.0/24 -
		1447830000 192.0.2.2 10.2.6.0/24 -
		1447830000.25 192.0.2.2 10.2.6.0/24 -
		1447830000 192.0.2.1 10.2.4.0/24 -
		1447830000.25 192.0.2.1 10.2.4.0/24 -
		1447830000 192.0.2.2 10.2.7.0/24 -
		1447830000.25 192.0.2.2 10.2.7.0/24 -
		1447830000 192.0.2.1 10.2.8.0/24 7
		1447830000.25 192.0.2.1 10.2.8.0/24 7
		1447830000 192.0.2.2 10.2.10.0/24 7
		1447830000.25 192.0.2.2 10.2.10.0/24 7
		1447830000 192.0.2.1 10.2.9.0/24 7
		1447830000.25 192.0.2.1 10.2.9.0/24 7
		1447830000 192.0.2.2 10.2.11.0/24 7
		1447830000.25 192.0.2.2 10.2.11.0/24 7
		1447830000 192.0.2.1 10.3.5.0/24 -
		1447830000 2001:db8::1 10.3.9.0/24 -
		1447830000 2001:db8::1 10.3.10.0/24 -
	END
	[ "$(jq -r 'select(.old_state) | "\(.old_state) \(.new_state)"' \
		<<<"$output" | uniq -c | tr -s ' ')" = " 2 established idle" ]
}

# peer|prefix, of what both know.
of_bgpdump() { # FILE
	bgpdump -m "$1" 2>/dev/null | awk -F'|' '$3 ~ /^[AB]$/ { print $4 "|" $6 }' |
		sed 's/2001:db8::\/24/2001:d00::\/24/' | sort
}

@test "bgpdump finds the same routes, where it knows the type" {
	need bgpdump
	diff <(of_bgpdump tables.mrt) \
		<(bgpspeak decode tables.mrt | jq -r 'select(.family |
			. == "ipv4_unicast" or . == "ipv6_unicast") |
			"\(.peer)|\(.prefix)"' | sort)
	# of a message that the collector sent it names the collector all the same
	diff <(of_bgpdump messages.mrt | cut -d'|' -f2 | sort) \
		<(bgpspeak decode messages.mrt | jq -r '.announce[]?.nlri[] |
			.prefix? // .' | grep -v '^10.3.[19]' | sort)
}

@test "decode says where the peers of a collector are" {
	run -0 --separate-stderr bgpspeak decode places.mrt
	[ -z "$stderr" ]
	diff - <(jq -c '[.kind, .router_id, .peers[]]' <<<"$output") <<-'END'
		["geo_peer_table","192.0.2.2",{"peer":"192.0.2.1","as":64512,"id":"192.0.2.1","latitude":"-33.5","longitude":"151.25"},{"peer":"2001:db8::1","as":70000,"id":"192.0.2.2"}]
	END
}

@test "decode reads AS numbers as they are, where the type lies, and says so" {
	run -0 --separate-stderr bgpspeak decode lies.mrt
	[ -z "$stderr" ]
	diff - <(jq -c 'select(.peers | not) | [.type,
		.as_path // .attributes.as_path, .assumed]' <<<"$output") <<-'END'
		["message",[64512,70000],{"as4":true}]
		["message",[64512,64513],{"as4":false}]
		["route",[64512,64513],{"as4":false}]
		["route",[64512,64513],{"as4":false}]
	END
	# pinned, it is not assumed, and not guessed
	run -65 --separate-stderr bgpspeak decode --assume as4=yes lies.mrt
	[[ $stderr == *"lies.mrt: record 3: as_path: "* ]]
	[ "$(jq -c '.assumed // empty' <<<"$output")" = "" ]
	[ "$(jq -c 'select(.frame == 2).attributes.as_path' <<<"$output")" = "[64512,70000]" ]
}

@test "decode tells how many records were of other protocols" {
	run -0 --separate-stderr bgpspeak decode others.mrt
	diff - <(printf '%s\n' "$stderr") <<-'END'
		bgpspeak: warning: others.mrt: 1 records of rip are printed in hex
		bgpspeak: warning: others.mrt: 2 records of ospfv2 are printed in hex
		bgpspeak: warning: others.mrt: 1 records of isis are printed in hex
		bgpspeak: warning: others.mrt: 1 records of ospfv3 are printed in hex
	END
	[ "$(jq -r 'select(.data) | .data' <<<"$output" | uniq -c | tr -s ' ')" = " 5 01020304" ]
}

@test "decode keeps records with octets too many, and tells of them" {
	run -65 --separate-stderr bgpspeak decode excess.mrt
	diff - <(printf '%s\n' "$stderr") <<-'END'
		bgpspeak: error: excess.mrt: record 1: peers are more than the table says (byte 60)
		bgpspeak: error: excess.mrt: record 2: octets behind the states (byte 36)
		bgpspeak: error: excess.mrt: record 3: octets behind the route (byte 52)
		bgpspeak: error: excess.mrt: record 4: message is not as long as its record (byte 16)
	END
	[ "$(jq -r 'select(.error).data' <<<"$output" | grep -cE 'aa$|^bb$|cc$')" = 3 ]
	[ "$(jq -r .prefix <<<"$output" | grep -v null)" = 10.1.0.0/24 ]
}

marker=ffffffffffffffffffffffffffffffff

# shellcheck disable=SC2001
@test "decode --hex takes a message a line, however it is written" {
	run -0 --separate-stderr bgpspeak decode --hex <<-END
		# a KEEPALIVE, thrice
		${marker}001304
		$(sed 's/../0x& /g' <<<"${marker}001304")  # with a comment
		$(sed 's/../&:/g;s/:$//' <<<"${marker^^}001304")

		03 00000006 04
	END
	[ -z "$stderr" ]
	diff - <(printf '%s\n' "$output") <<-'END'
		{"type":"message","protocol":"bgp","kind":"keepalive","frame":2,"length":19}
		{"type":"message","protocol":"bgp","kind":"keepalive","frame":3,"length":19}
		{"type":"message","protocol":"bgp","kind":"keepalive","frame":4,"length":19}
		{"type":"message","protocol":"bmp","kind":"initiation","frame":6,"length":6,"bmp":{"kind":"initiation"}}
	END
}

@test "decode --hex names the line and the column of what is none, and goes on" {
	printf '%s\n' "${marker}001304" "ff zz" "${marker}0013041" "0102" \
		"${marker}001702" "${marker}001304" >lines.hex
	run -65 --separate-stderr bgpspeak decode --hex lines.hex
	diff - <(printf '%s\n' "$stderr") <<-'END'
		bgpspeak: error: lines.hex: line 2, column 4: this is no pair of hex digits
		bgpspeak: error: lines.hex: line 3, column 39: this is no pair of hex digits
		bgpspeak: error: lines.hex: line 4, column 1: neither a BGP message with its header nor BMP
		bgpspeak: error: lines.hex: line 5: message is not as long as its line (byte 16)
	END
	[ "$(jq -r .frame <<<"$output" | paste -sd ' ')" = "1 5 6" ]
}

# An UPDATE with an AS_PATH of one AS, before its NLRI; and 10.1.0.0/16.
update=${marker}003102000000144001010040020602010000fde9400304c0000201
path_id=00000001100a01

@test "decode --assume pins what is inferred" {
	local line=${update/003102/003202}$path_id
	run -0 bgpspeak decode --hex --assume as4=yes,add_path=ipv4_unicast <<<"$line"
	[ "$(jq -c '[.assumed, .announce[0].nlri]' <<<"$output")" = \
		'[null,[{"prefix":"10.1.0.0/16","path_id":1}]]' ]
	run --separate-stderr bgpspeak decode --hex --assume as4=yes --assume add_path=no <<<"$line"
	[ "$(jq -c '[.assumed, .announce[0].nlri[0:2]]' <<<"$output")" = \
		'[null,["0.0.0.0/0","0.0.0.0/0"]]' ]
	run --separate-stderr bgpspeak decode --hex --assume as4=no <<<"$line"
	[ "$(jq -c .assumed.as4 <<<"$output")" = null ]
}

@test "decode --assume says what it does not know" {
	run -64 --separate-stderr bgpspeak decode --assume as4=maybe x
	[[ $stderr == *"--assume as4=maybe: is neither yes nor no"* ]]
	run -64 --separate-stderr bgpspeak decode --assume as4=yes,add_path=x x
	[[ $stderr == *"--assume add_path=x: is no family, as ipv4_unicast, nor no"* ]]
	run -64 --separate-stderr bgpspeak decode --assume as5 x
	[[ $stderr == *"--assume as5: is none of as4=yes|no"* ]]
}
