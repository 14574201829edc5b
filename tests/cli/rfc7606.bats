#!/usr/bin/env bats
# Everything that can be wrong with an UPDATE, row by row of the table in
# tests/data/rfc7606.txt: to `bgpspeak run`, of which the session must stay up,
# just the prefixes of the row must disappear, and sentinels must survive; and in
# a capture, to `bgpspeak decode`.

load ../lib

rows() {
	/usr/bin/python3 "$BATS_TEST_DIRNAME/rfc7606.py" "$@"
}

# A row that ends the session is followed by a new one.
live() { # external|internal
	local resets

	resets=$(rows wanted "$1" | grep -Ec '^(session_reset|afi_safi)')
	run -0 --separate-stderr rows live "$1"
	echo "${stderr?}"
	[[ ${output%% *} -ge 185 ]]
	diff - <(echo "$output") <<<"${output%% *} rows, $resets sessions ended, 0 wrong"
}

@test "an external neighbour says it: exactly the right prefixes disappear" {
	live external
}

@test "an internal neighbour says it: exactly the right prefixes disappear" {
	live internal
}

@test "decode says the same of it in a capture, with the clause" {
	local side

	for side in external internal; do
		rows capture "$side" >"$BATS_TEST_TMPDIR/$side.pcap"
		run -65 --separate-stderr bgpspeak decode --kind update \
			"$BATS_TEST_TMPDIR/$side.pcap"
		diff <(rows wanted "$side") <(jq -r '.error // {treatment:
			"fine", clause: ""} | "\(.treatment) \(.clause)"' <<<"$output")
	done
}
