#!/usr/bin/env bats
# bgpspeak decode: several files as one, in the order of time.

load ../lib

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	python3 - <<-END
		import sys
		sys.path.insert(0, "$BATS_TEST_DIRNAME/../data")
		import bgp, mrt
		for name, first in (("even", 0), ("odd", 1)):
		    with open(name + ".mrt", "wb") as f:
		        for i in range(first, 400, 2):
		            f.write(mrt.record(16, 4, mrt.session(True) +
		                bgp.message(4, b""), bgp.TIME + i))
		open("table.mrt", "wb").write(mrt.tables())
		open("torn.mrt", "wb").write(mrt.tables()[:-3])
	END
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
}

@test "decode merges files in the order of time, and names them" {
	run -0 --separate-stderr bgpspeak decode odd.mrt even.mrt
	[ -z "$stderr" ]
	diff <(jq .time <<<"$output") <(seq 1447830000 1447830399)
	diff <(jq -r .file <<<"$output" | head -n 4) \
		<(printf '%s\n' even.mrt odd.mrt even.mrt odd.mrt)
	run -0 bgpspeak decode odd.mrt
	[[ $output != *'"file"'* ]]
}

@test "decode takes what has no time first, and says the same as file by file" {
	run -0 bgpspeak decode even.mrt table.mrt odd.mrt
	diff <(jq -cS 'del(.file)' <<<"$output" | sort) \
		<(for f in even odd table; do bgpspeak decode "$f.mrt"; done |
			jq -cS . | sort)
	[ "$(jq -r .type <<<"$output" | uniq -c | tr -s ' ' | tail -n 1)" = " 399 message" ]
}

@test "decode says the same on one processor as on all" {
	diff <(bgpspeak decode --jobs 1 odd.mrt even.mrt table.mrt) \
		<(bgpspeak decode odd.mrt even.mrt table.mrt)
	run -64 bgpspeak decode --jobs 0 odd.mrt even.mrt
}

# As RIPE RIS writes them in a day: one every five minutes.
@test "decode merges the 288 files of a day, and tells of more than it can" {
	local -a day

	head -c 255 even.mrt >few.mrt
	for _ in {1..288}; do
		day+=(few.mrt)
	done
	run -0 --separate-stderr bgpspeak decode "${day[@]}"
	[ -z "$stderr" ]
	diff <(jq .time <<<"$output") \
		<(bgpspeak decode few.mrt | jq .time | awk '{ for (i = 0; i < 288; i++) print }')
	run -0 --separate-stderr bgpspeak decode "${day[@]}" "${day[@]}" "${day[@]}" "${day[@]}"
	[ "$stderr" = "bgpspeak: warning: 1152 files, of which 1000 can be merged: they are read one after the other" ]
}

@test "decode goes on where one of the files is damaged or not there" {
	run -65 --separate-stderr bgpspeak decode torn.mrt even.mrt
	[[ $stderr == "bgpspeak: error: torn.mrt: record "* ]]
	[ "$(grep -c '"file":"even.mrt"' <<<"$output")" = 200 ]
	run -71 --separate-stderr bgpspeak decode none.mrt even.mrt
	[ "$stderr" = "bgpspeak: error: none.mrt: No such file or directory" ]
	[ "${#lines[@]}" = 200 ]
	bgpspeak decode odd.mrt even.mrt 2>quiet.err | head -n 1 >first
	[ ! -s quiet.err ]
}
