#!/usr/bin/env bats
# bgpspeak decode: what the filters let through.

load ../lib

setup_file() {
	PYTHONDONTWRITEBYTECODE=1 python3 "$BATS_TEST_DIRNAME/../data/views.py" \
		"$BATS_FILE_TMPDIR"
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
}

# passes WANTED FILTER ...: the messages of kinds.mrt, by their second, and the
# routes of them, by their prefix.
passes() {
	local wanted=$1 got

	shift
	run -0 --separate-stderr bgpspeak decode "$@" kinds.mrt
	[ -z "$stderr" ]
	got=$(jq '.time - 1447830000' <<<"$output" | paste -sd ' ')
	run -0 --separate-stderr bgpspeak decode --routes "$@" kinds.mrt
	got+=": $(jq -r '(.op // "add")[:1] + .prefix' <<<"$output" | paste -sd ' ')"
	[ "$got" = "$wanted" ] || {
		echo "$*: $got, not $wanted"
		return 1
	}
}

@test "without a filter all messages pass" {
	passes "0 1 2 3 4 5 6 7: a10.0.0.0/8 a10.1.0.0/16 a10.1.2.0/24 a10.7.0.0/16 a2001:db8::/32 d10.1.2.0/24"
}

@test "--prefix: itself, longer, shorter, a range; withdrawn ones too" {
	passes "3: a10.1.0.0/16" --prefix 10.1.0.0/16
	passes "3: a10.1.0.0/16" --prefix '10.1.0.0/16 exact'
	passes "3 6: a10.1.0.0/16 a10.1.2.0/24 d10.1.2.0/24" --prefix '10.1.0.0/16 longer'
	passes "2 3 6: a10.0.0.0/8 a10.1.0.0/16 a10.1.2.0/24 d10.1.2.0/24" --prefix '10.1.2.0/24 shorter'
	passes "2 3 6: a10.0.0.0/8 a10.1.0.0/16 a10.1.2.0/24 d10.1.2.0/24" --prefix '10.1.2.3 covers'
	passes "2 4: a10.0.0.0/8 a10.7.0.0/16" --prefix '10.7.1.1 covers'
	passes "3 6: a10.1.2.0/24 d10.1.2.0/24" --prefix '10.0.0.0/8 ge 20 le 24'
	passes "5: a2001:db8::/32" --prefix '2001:db8::1 covers'
	passes "2 5: a10.0.0.0/8 a2001:db8::/32" --prefix 10.0.0.0/8 --prefix 2001:db8::/32
	passes ": " --prefix 10.3.0.0/16
}

@test "--prefix-file: prefixes one a line, as for --prefix" {
	printf '%s\n' '# ours' '' '10.0.0.0/8  # all' ' 2001:db8::/16 longer' >bad
	run -65 --separate-stderr bgpspeak decode --prefix-file bad kinds.mrt
	[ -z "$output" ]
	[ "$stderr" = 'bgpspeak: error: bad:4: "2001:db8::/16 longer" is not a prefix' ]
	printf '%s\n' '# ours' '' '10.0.0.0/8  # all' ' 2001::/16 longer' >good
	passes "2 5: a10.0.0.0/8 a2001:db8::/32" --prefix-file good
	: >empty
	passes ": " --prefix-file empty
	run -71 --separate-stderr bgpspeak decode --prefix-file none kinds.mrt
	[ "$stderr" = "bgpspeak: error: none: No such file or directory" ]
}

@test "--as-path and --origin-as ask what has a path" {
	passes "3: a10.1.0.0/16 a10.1.2.0/24" --as-path _3356_
	passes "2 4 5: a10.0.0.0/8 a10.7.0.0/16 a2001:db8::/32" --as-path '^64512$'
	passes ": " --as-path '^$'
	passes "3: a10.1.0.0/16 a10.1.2.0/24" --origin-as 64999
	passes "2 3 4 5: a10.0.0.0/8 a10.1.0.0/16 a10.1.2.0/24 a10.7.0.0/16 a2001:db8::/32" \
		--origin-as 64999 --origin-as 64512
}

@test "--community: standard, large and extended ones, and parts of them" {
	passes "2: a10.0.0.0/8" --community 64512:7
	passes "2: a10.0.0.0/8" --community '64512:*'
	passes "2: a10.0.0.0/8" --community no_export
	passes "3: a10.1.0.0/16 a10.1.2.0/24" --community '64512:*:2'
	passes ": " --community '64512:*:3'
	passes "4: a10.7.0.0/16" --community rt:65001:100
	passes "4: a10.7.0.0/16" --community 'rt:*:100'
	passes "2 4: a10.0.0.0/8 a10.7.0.0/16" --community 'rt:*:100' --community '*:7'
}

@test "--rd, --rt and --family" {
	passes "4: a10.7.0.0/16" --rd 65001:100
	passes "4: a10.7.0.0/16" --rd '*:100'
	passes ": " --rd 65001:101
	passes "4: a10.7.0.0/16" --rt 65001:100
	passes "4: a10.7.0.0/16" --rt '65001:*'
	passes "5: a2001:db8::/32" --family ipv6_unicast
	passes "4 5: a10.7.0.0/16 a2001:db8::/32" --family ipv6_unicast --family ipv4_vpn
}

@test "--vrf: what a VRF of the configuration would import" {
	cat >site.json <<-'END'
		{"type":"vrf","name":"A","rd":"65001:1","import_rt":["65001:7","65001:100"]}
		{"type":"vrf","name":"B","import_rt":["65001:101"]}
		{"type":"vrf","name":"C"}
	END
	passes "4: a10.7.0.0/16" -c site.json --vrf A
	passes ": " -c site.json --vrf B
	passes ": " -c site.json --vrf C
	passes "4: a10.7.0.0/16" -c site.json --vrf C --vrf A
	passes "4: a10.7.0.0/16" -c site.json --vrf B --rt 65001:100
	run -64 --separate-stderr bgpspeak decode -c site.json --vrf D kinds.mrt
	[ -z "$output" ]
	[ "${stderr_lines[0]}" = 'bgpspeak: error: --vrf: no vrf "D" in the files of --config' ]
	run -71 --separate-stderr bgpspeak decode -c none.json --vrf A kinds.mrt
	[ -z "$output" ]
	[ "$stderr" = "bgpspeak: error: none.json: No such file or directory" ]
}

@test "--kind, --since and --until" {
	passes "0 7: " --kind open --kind notification
	passes "6: d10.1.2.0/24" --kind update --since 1447830006
	passes "0 1: " --until 2015-11-18T07:00:01Z
	passes "0 1: " --until '2015-11-18 07:00:01'
	passes "2 3: a10.0.0.0/8 a10.1.0.0/16 a10.1.2.0/24" --since 1447830001.000001 --until 1447830003
}

@test "--peer: an address or an AS, of either end for messages" {
	passes "6 7: d10.1.2.0/24" --peer 70000
	passes "6 7: d10.1.2.0/24" --peer 192.0.2.2
	run -0 bgpspeak decode --peer 192.0.2.2 day.pcap
	[ "$(jq -r .src <<<"$output" | sort -u | wc -l)" = 2 ]
	run -0 bgpspeak decode --routes --peer 192.0.2.2 day.pcap
	[ "$(jq -r .prefix <<<"$output")" = 10.9.0.0/16 ]
}

@test "filters of different kinds must all hold, for one destination" {
	passes "3: a10.1.2.0/24" --peer 192.0.2.1 --prefix 10.1.2.0/24
	passes "6: d10.1.2.0/24" --peer 192.0.2.2 --prefix 10.1.2.0/24
	passes ": " --family ipv6_unicast --prefix 10.0.0.0/8
	passes ": " --prefix 10.0.0.0/8 --origin-as 64999
}

@test "filters choose among the entries of a table" {
	run -0 --separate-stderr bgpspeak decode --origin-as 64999 \
		--prefix '10.2.0.0/16 longer' table.mrt
	[ "$(jq -r '.peer + " " + .prefix' <<<"$output" | paste -sd '|')" = \
		"192.0.2.2 10.2.0.0/16|192.0.2.2 10.2.3.0/24" ]
	run -0 bgpspeak decode --kind update table.mrt
	[ -z "$output" ]
}

@test "a filter that makes no sense is told, with its option" {
	while IFS='|' read -r option value why; do
		run -64 --separate-stderr bgpspeak decode "--$option" "$value" kinds.mrt
		[ -z "$output" ]
		[ "${stderr_lines[0]}" = "bgpspeak: error: --$option: \"$value\"$why" ]
	done <<-'END'
		prefix|10.0.0.1/8| is not a prefix
		prefix|10.0.0.0/8 wider| ends in none of exact, longer, shorter, covers, ge N, le N
		peer|router1| is neither an address nor an AS
		as-path|(|: missing closing parenthesis
		origin-as|x| is not an AS number
		community|65536:1| is not a community
		community|*| says nothing: N:*, N:*:* or NAME:*
		family|ipv5| is not an address family
		rd|1| is not a route distinguisher
		rt|1| is not a route target
		since|yesterday| is not a time: seconds, or 2026-11-22T10:00:00Z
		until|2026-13-01| is not a time: seconds, or 2026-11-22T10:00:00Z
	END
}
