#!/usr/bin/env bats
# Bad input: one clear line for each fault, with its place; exit status 65;
# nothing is applied by half (records.md, rule 7).

load ../lib

setup() {
	EDGEPIPE_RUN=$BATS_TEST_TMPDIR
	export EDGEPIPE_RUN
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	[[ -z ${stage-} ]] || kill "$stage" 2>/dev/null || :
	wait
}

# refuses FAULTS [OPTION ...]: check says this of the site on standard input,
# each fault behind "bgpspeak: error: site.json:", and nothing else.
refuses() {
	cat >site.json
	run -65 --separate-stderr bgpspeak check "${@:2}" site.json
	[ -z "$output" ]
	[ "$(cut -d: -f -3 <<<"$stderr" | uniq)" = "bgpspeak: error: site.json" ]
	diff - <(cut -d: -f 4- <<<"$stderr") <<<"$1"
}

# ---- one fault a record

@test "an unknown key is a fault under --strict, with a guess at the known one" {
	refuses '2: peer "a": remote_adress: unknown key; did you mean remote_address?' \
		--strict <<-'END'
			{"type":"router","as":65001,"router_id":"192.0.2.1"}
			{"type":"peer","name":"a","remote_as":64512,"remote_adress":"192.0.2.2"}
		END
	run -0 --separate-stderr bgpspeak check <<-'END'
		{"type":"router","as":65001,"router_id":"192.0.2.1","colour":"blue"}
	END
	[ -z "$output$stderr" ]
}

@test "a value of another type is named as it was written" {
	refuses '1: peer "a": remote_as: "64512" is not a number' <<-'END'
		{"type":"peer","name":"a","remote_as":"64512","remote_address":"192.0.2.2"}
	END
	refuses '1: peer "a": passive: 1 is neither true nor false' <<-'END'
		{"type":"peer","name":"a","remote_as":1,"remote_address":"192.0.2.2","passive":1}
	END
	refuses '1: peer "a": import: "all" is not an array' <<-'END'
		{"type":"peer","name":"a","remote_as":1,"remote_address":"192.0.2.2","import":"all"}
	END
	refuses '1: peer "a": bfd: 300 is not an object' <<-'END'
		{"type":"peer","name":"a","remote_as":1,"remote_address":"192.0.2.2","bfd":300}
	END
	refuses '1: type is not a string' <<<'{"type":1,"name":"a"}'
}

@test "a number out of its range is told the range" {
	refuses '1: peer "aws-1": hold_time: 2 is neither 0 nor 3..65535' <<-'END'
		{"type":"peer","name":"aws-1","remote_as":1,"remote_address":"192.0.2.2","hold_time":2}
	END
	refuses '1: router: as: 4294967296 is not in 1..4294967295' <<-'END'
		{"type":"router","as":4294967296,"router_id":"192.0.2.1"}
	END
	refuses '1: router: as: 1.5 is not a whole number' <<-'END'
		{"type":"router","as":1.5,"router_id":"192.0.2.1"}
	END
	refuses '1: router: as: 99999999999999999999999999 is not in 1..4294967295' <<-'END'
		{"type":"router","as":99999999999999999999999999,"router_id":"192.0.2.1"}
	END
}

@test "a prefix with host bits is refused, in a list with its place there" {
	refuses '1: policy "p": rules[1].match.prefix[0]: "10.0.0.1/8": host bits are set' <<-'END'
		{"type":"policy","name":"p","rules":[{"then":"next"},{"match":{"prefix":["10.0.0.1/8"]}}]}
	END
}

@test "a missing key and a key that is there twice are named" {
	refuses '1: peer "a": remote_as is missing' <<-'END'
		{"type":"peer","name":"a"}
	END
	refuses '1: peer: name is missing' <<<'{"type":"peer","remote_as":1}'
	refuses '1: type is missing' <<<'{"name":"a"}'
	refuses '1: peer "a": remote_as is there twice' <<-'END'
		{"type":"peer","name":"a","remote_as":1,"remote_as":2}
	END
}

@test "op is add or del" {
	refuses '1: peer "a": op: "change" is neither add nor del' <<-'END'
		{"type":"peer","op":"change","name":"a","remote_as":1}
	END
}

@test "a word that is none of those it can be is told them" {
	refuses '1: policy "p": rules[0].then: "acept" is not accept, reject or next' <<-'END'
		{"type":"policy","name":"p","rules":[{"then":"acept"}]}
	END
}

@test "a record over many lines is told the line of the fault" {
	refuses '5: peer "a": hold_time: 2 is neither 0 nor 3..65535' <<-'END'
		// who they are
		{"type": "peer", "name": "a",
		 "remote_address": "192.0.2.2", /* this
		 and that */ "remote_as": 64512,
		 "hold_time": 2}
	END
}

# ---- what records say of each other

@test "a name given twice in one file is a fault, in two it is not" {
	refuses '2: policy "p": given twice in one statement' <<-'END'
		{"type":"policy","name":"p","rules":[]}
		{"type":"policy","name":"p","rules":[]}
	END
	echo '{"type":"policy","name":"p","rules":[]}' | tee 1.json >2.json
	run -0 --separate-stderr bgpspeak check 1.json 2.json
	[ -z "$output$stderr" ]
}

@test "check tells of a policy that does not exist, wherever it is named" {
	refuses '1: router: redistribute.connected: policy "ours" does not exist
2: peer "a": import: policy "in" does not exist
3: policy "out": rules: policy "more" does not exist' <<-'END'
		{"type":"router","as":65001,"router_id":"192.0.2.1","redistribute":{"connected":["ours"]}}
		{"type":"peer","name":"a","remote_as":1,"remote_address":"192.0.2.2","import":["in"],"export":["accept"]}
		{"type":"policy","name":"out","rules":[{"call":"more"}]}
	END
}

@test "check tells of a neighbour that could never be spoken to" {
	refuses '1: router: router_id: it is not an IPv4 address
2: peer "a": remote_address is missing
3: peer "b": interface is missing, and remote_address is link-local
4: peer "c": local_address: it is not of the IP version of remote_address
6: peer "e": remote_address: peer "d" has the same' <<-'END'
		{"type":"router","as":65001,"router_id":"2001:db8::1"}
		{"type":"peer","name":"a","remote_as":1,"import":["accept"],"export":["accept"]}
		{"type":"peer","name":"b","remote_as":1,"import":["accept"],"export":["accept"],"remote_address":"fe80::1"}
		{"type":"peer","name":"c","remote_as":1,"import":["accept"],"export":["accept"],"remote_address":"192.0.2.2","local_address":"2001:db8::1"}
		{"type":"peer","name":"d","remote_as":1,"import":["accept"],"export":["accept"],"remote_address":"192.0.2.4"}
		{"type":"peer","name":"e","remote_as":2,"import":["accept"],"export":["accept"],"remote_address":"192.0.2.4"}
	END
}

@test "check compiles policies: patterns and communities" {
	refuses '1: policy "p": rules[0].match.as_path: "(65001": missing closing parenthesis
2: policy "q": rules[0].match.community: "1:2:3": not a community' <<-'END'
		{"type":"policy","name":"p","rules":[{"match":{"as_path":["(65001"]}}]}
		{"type":"policy","name":"q","rules":[{"match":{"community":["1:2:3"]}}]}
	END
}

@test "check warns of a type that nobody knows, which is no fault" {
	cat >site.json <<-'END'
		{"type":"pear","name":"a","remote_as":1}
		{"name":"blue","type":"weather"}
		{"type":"peer_group"}
	END
	run -0 --separate-stderr bgpspeak check --strict site.json
	[ -z "$output" ]
	diff - <(echo "$stderr") <<-'END'
		bgpspeak: warning: site.json:1: type pear is not known; did you mean peer?
		bgpspeak: warning: site.json:2: type weather is not known
		bgpspeak: warning: site.json:3: type peer_group is not known
	END
}

# ---- what is no record

@test "torn JSON costs its record and no other" {
	refuses '1: the record is not closed
3: peer "c": remote_as is missing
4: a string without end' <<-'END'
		{"type":"peer","name":"a","remote_as":1,"import":["x"
		{"type":"policy","name":"b","rules":[]}
		{"type":"peer","name":"c"}
		{"type":"peer","name":"d
	END
}

@test "JSON that is not quite JSON is refused" {
	refuses '1: a key is missing' <<<'{"type":"router","as":1,}'
	refuses '1: a comma is missing' <<<'{"type":"router" "as":1}'
	refuses '1: not JSON' <<<'{"type":"router","as":NaN}'
	refuses '1: not JSON' <<<'{"type":"router","as":01}'
	refuses '1: a bracket closes what another opened' <<<'{"type":"peer","import":["a"}]'
	refuses '2: an array without end' <<<'[{"type":"policy","name":"p","rules":[]}'
	refuses '1: neither a record nor an array of records' <<<'router'
	refuses '2: a comment without end' <<<'/* nothing'
}

@test "bytes that are no text are refused" {
	refuses '1: not UTF-8' < <(printf '{"type":"log","text":"\xc3\x28"}\n')
	refuses '1: a control character in a string' \
		< <(printf '{"type":"log","text":"\0"}\n')
	refuses '1: neither a record nor an array of records' \
		< <(printf '\0{"type":"log"}\n')
	refuses '1: peer: name: "a\u0000" has a NUL in it' \
		<<<'{"type":"peer","name":"a\u0000","remote_as":1}'
}

@test "binary junk is a fault at its first line and no danger to a terminal" {
	head -c 65536 "$BUILD/bin/bgpspeak" >junk
	run -65 --separate-stderr bgpspeak check junk
	[ -z "$output" ]
	[ "${stderr_lines[0]}" = "bgpspeak: error: junk:1: neither a record nor an array of records" ]
	[ -z "$(LC_ALL=C tr -d "[:print:]\n" <<<"$stderr")" ]
}

@test "what a name holds does not steer the terminal" {
	refuses '1: peer "a\x9b31m": remote_as is missing' \
		< <(printf '{"type":"peer","name":"a\xc2\x9b31m"}\n')
	refuses '1: peer "ä": remote_as is missing' \
		< <(printf '{"type":"peer","name":"ä"}\n')
	printf '{"type":"peer"}\n' >$'\e[31m.json'
	run -65 --separate-stderr bgpspeak check $'\e[31m.json'
	[ "$stderr" = 'bgpspeak: error: \x1b[31m.json:1: peer: name is missing' ]
}

@test "nesting is bounded" {
	refuses '1: nested too deeply' < <(printf '{"type":"x","x":'
		printf '[%.0s' {1..100000})
}

# a_long_line: a record, 1 GB in one line, and a record with a fault.
a_long_line() {
	echo '{"type":"router","as":65001,"router_id":"192.0.2.1"}'
	printf '{"type":"peer","name":"'
	head -c 1G /dev/zero | tr '\0' "$1"
	printf '\n{"type":"router","as":0,"router_id":"192.0.2.1"}\n'
}

bounded_check() {
	# The address sanitizer takes terabytes of address space.
	[[ $BUILD == */san ]] || ulimit -v 200000
	bgpspeak check
}

@test "a line of 1 GB is refused in bounded memory, and the next is read" {
	local letter

	for letter in x ${LONG:+ '{' '"' [}; do
		run -65 --separate-stderr bounded_check < <(a_long_line "$letter")
		[ -z "$output" ]
		diff - <(echo "$stderr") <<-'END'
			bgpspeak: error: standard input:2: a record of more than 16 MiB
			bgpspeak: error: standard input:3: router: as: 0 is not in 1..4294967295
		END
	done
}

@test "a compressed file that is cut off is refused with its place" {
	yes '{"type":"log","tool":"t","level":"info","text":""}' |
		head -n 5000 | gzip | head -c 500 >site.json.gz
	run -65 --separate-stderr bgpspeak check site.json.gz
	[[ $stderr =~ ^bgpspeak:\ error:\ site.json.gz:\ byte\ [0-9]+:\ compression\ is\ cut\ off$ ]]
}

@test "a folder, and a file that is not there, are failures of the system" {
	run -71 --separate-stderr bgpspeak check .
	[ "$stderr" = "bgpspeak: error: .: Is a directory" ]
	run -71 --separate-stderr bgpspeak check none.json
	[ "$stderr" = "bgpspeak: error: none.json: No such file or directory" ]
}

# ---- captures and dumps; cut off ones are in decode.bats

# damaged NAME EXPRESSION: an UPDATE like that in a capture, a good one behind;
# in the expression `good` are the octets of an UPDATE.
damaged() {
	PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$DATA python3 - "$@" <<-'END'
		import struct
		import sys
		import bgp

		good = bgp.update(bgp.attributes(), ["10.2.0.0/16"])
		bad = eval(sys.argv[2])
		with open(sys.argv[1], "wb") as f:
		    f.write(bgp.pcap([bgp.from_a(1000, b"", 0x12),
		                      bgp.from_a(1001, bad),
		                      bgp.from_a(1001 + len(bad), good)]))
	END
}

# tells FAULT FILE: decode says so, and prints the good UPDATE behind it.
tells() {
	run -65 --separate-stderr bgpspeak decode "$2"
	[ "$stderr" = "bgpspeak: error: $2: $1" ]
	[ "$(tail -n 1 <<<"$output" | jq -c '[.announce[].nlri[], .error]')" = \
		'["10.2.0.0/16",null]' ]
}

@test "an UPDATE with a bad length is told with its offset, and printed" {
	need jq python3
	damaged a.pcap 'good[:21] + struct.pack(">H", 1000) + good[23:]'
	tells 'frame 2: length runs past the end of the message (byte 21)' a.pcap
	[ "$(head -n 1 <<<"$output" | jq -c '[.kind, .data, .error.offset]')" = \
		'["update","000003e84001010040020602010000fc00400304c0000201100a02",21]' ]
	damaged b.pcap 'good[:29] + bytes([200]) + good[30:]'
	tells 'frame 2: attribute runs past the end of the attributes (byte 30)' b.pcap
	[ "$(head -n 1 <<<"$output" | jq -c '[.attributes, .error.treatment]')" = \
		'[{"origin":"igp"},"treat_as_withdraw"]' ]
	damaged c.pcap 'good[:-3] + bytes([33]) + good[-2:]'
	tells 'frame 2: prefix is longer than an address (byte 43)' c.pcap
	damaged d.pcap 'good[:16] + struct.pack(">H", 18) + good[18:19] + good'
	tells 'frame 2: message is shorter than its header (byte 16)' d.pcap
}

@test "a damaged MRT record is told with its offset; the next is read" {
	need jq python3
	PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$DATA python3 - <<-'END'
		import bgp

		whole = bgp.rib()
		table, entry = whole[:46], whole[46:]
		bad = entry[:27] + b"\xff\xff" + entry[29:]
		with open("rib.mrt", "wb") as f:
		    f.write(table + bad + entry)
	END
	run -65 --separate-stderr bgpspeak decode rib.mrt
	[ "$stderr" = "bgpspeak: error: rib.mrt: record 2: entries are not as many as the record says (byte 29)" ]
	diff - <(jq -r '.prefix // .kind' <<<"$output") <<-'END'
		peer_index_table
		table_dump_v2_subtype_2
		10.1.0.0/16
		10.1.0.0/16
	END
}

# ---- several faults, and what becomes of the rest

@test "several faults in one file are all told, each in one line" {
	refuses '1: router: router_id is missing
2: peer "a": hold_time: 1 is neither 0 nor 3..65535
3: a key is missing
5: policy "p": rules is missing' <<-'END'
		{"type":"router","as":65001}
		{"type":"peer","name":"a","remote_as":1,"hold_time":1}
		{"type":"peer",name:"b"}
		{"type":"policy","name":"q","rules":[]}
		{"type":"policy","name":"p"}
	END
}

@test "--strict ends a stream at its first fault" {
	run -65 --separate-stderr vrfctl plan --strict < <(two_routes
		echo '{"type":"peer","name":"a"}')
	[ "${#stderr_lines[@]}" = 1 ]
	[[ $stderr == *"standard input:2: "*"host bits are set" ]]
}

@test "faults are records with --log-format json" {
	echo '{"type":"peer","name":"a","remote_as":0}' >site.json
	run -65 --separate-stderr bgpspeak check --log-format json site.json
	[ "$(jq -c '[.level,.source,.line,.text]' <<<"$stderr")" = \
		'["error","site.json",1,"peer \"a\": remote_as: 0 is not in 1..4294967295"]' ]
}

# begins_not TOOL VERB: with a file that has a fault behind one that has none.
begins_not() {
	run -65 --separate-stderr "$@" good.json site.json </dev/null
	[ -z "$output" ]
	[ "$stderr" = "$1: error: site.json:2: $fault" ]
}

@test "no stage begins with a file that has a fault, and none says half of it" {
	local fault='peer "a": remote_as is missing'

	echo '{"type":"policy","name":"p","rules":[]}' >good.json
	cat >site.json <<-'END'
		{"type":"router","as":65001,"router_id":"192.0.2.1"}
		{"type":"peer","name":"a"}
	END
	begins_not bgpspeak run
	begins_not vrfctl sync
	begins_not vrfctl watch
}

@test "bgpspeak run compiles what a file says before it takes any of it" {
	local fault

	echo '{"type":"policy","name":"p","rules":[]}' >good.json
	fault='policy "p": rules[0].match.as_path: "(1": missing closing parenthesis'
	cat >site.json <<-'END'
		{"type":"router","as":65001,"router_id":"192.0.2.1"}
		{"type":"policy","name":"p","rules":[{"match":{"as_path":["(1"]}}]}
	END
	begins_not bgpspeak run
	fault='router: router_id: it is not an IPv4 address'
	cat >site.json <<-'END'

		{"type":"router","as":65001,"router_id":"2001:db8::1"}
	END
	begins_not bgpspeak run
}

feeds_not() {
	run -65 --separate-stderr vrfctl watch --feed "$@"
	[ -z "$output" ]
	[ "$stderr" = "vrfctl: error: $fault" ]
}

@test "--feed hands over a file whole or not at all" {
	local fault

	vrfctl watch >out.ndjson 2>err.txt 3>&- </dev/null &
	stage=$!
	wait_for 5 test -S vrfctl-watch.sock
	fault='site.json:2: policy "q": rules is missing'
	cat >site.json <<-'END'
		{"type":"policy","name":"p","rules":[]}
		{"type":"policy","name":"q"}
	END
	feeds_not site.json
	fault='site.json:2: policy "p": given twice in one statement'
	cat >site.json <<-'END'
		{"type":"policy","name":"p","rules":[]}
		{"type":"policy","name":"p","rules":[]}
	END
	feeds_not site.json
	echo '{"type":"policy","name":"r","rules":[]}' >site.json
	run -0 --separate-stderr vrfctl watch --feed site.json
	[ -z "$stderr" ]
	wait_for 5 said '"name":"r"' out.ndjson
	[ "$(grep -c '"policy"' out.ndjson)" = 1 ]
	[ ! -s err.txt ]
}

said() {
	grep -q "$@" 2>/dev/null
}

two_routes() {
	cat <<-'END'
		{"type":"route","rib":"loc","family":"ipv4_unicast","prefix":"172.16.0.0/24","paths":[{"interface":"lo"}]}
		{"type":"route","rib":"loc","family":"ipv4_unicast","prefix":"172.16.1.1/24","paths":[{"interface":"lo"}]}
	END
}

@test "--feed compiles what a file says before it hands over any of it" {
	bgpspeak run >out.ndjson 2>err.txt 3>&- </dev/null &
	stage=$!
	wait_for 5 test -S bgpspeak-run.sock
	cat >site.json <<-'END'
		{"type":"policy","name":"p","rules":[]}
		{"type":"policy","name":"q","rules":[{"match":{"as_path":["(1"]}}]}
	END
	run -65 --separate-stderr bgpspeak run --feed site.json
	[ -z "$output" ]
	[ "$stderr" = 'bgpspeak: error: site.json:2: policy "q": rules[0].match.as_path: "(1": missing closing parenthesis' ]
	run -65 --separate-stderr bgpspeak run --feed <site.json
	wait_for 5 said '"name":"p"' out.ndjson
	[ "$(grep -c '"policy"' out.ndjson)" = 1 ]
}

@test "a plan takes a file whole or not at all, a stream record by record" {
	two_routes >routes.ndjson
	run -65 --separate-stderr vrfctl plan routes.ndjson
	[ -z "$output" ]
	[ "$stderr" = 'vrfctl: error: routes.ndjson:2: route loc family ipv4_unicast: prefix: "172.16.1.1/24": host bits are set' ]
	run -65 --separate-stderr vrfctl plan < <(two_routes)
	[ "$(jq -r '.action + " " + .name' <<<"$output")" = "add 172.16.0.0/24" ]
	[ "$stderr" = 'vrfctl: error: standard input:2: route loc family ipv4_unicast: prefix: "172.16.1.1/24": host bits are set' ]
}

@test "a stream goes on behind a fault; what is good is passed on" {
	run -65 --separate-stderr vrfctl watch --once < <(two_routes
		echo '{"type":"colour","name":"blue"}')
	[ "$stderr" = 'vrfctl: error: standard input:2: route loc family ipv4_unicast: prefix: "172.16.1.1/24": host bits are set' ]
	diff <(two_routes | head -n 1
		echo '{"type":"colour","name":"blue"}') \
		<(grep -E '"rib":"loc"|colour' <<<"$output")
}

@test "SIGHUP and a file that has a fault by now: all stays as it was" {
	echo '{"type":"policy","name":"p","rules":[]}' >site.json
	vrfctl watch -v site.json >out.ndjson 2>err.txt 3>&- &
	stage=$!
	wait_for 5 said '"name":"p"' out.ndjson
	cat >site.json <<-'END'
		{"type":"policy","name":"q","rules":[]}
		{"type":"policy","name":"r"}
	END
	kill -HUP "$stage"
	wait_for 5 said 'site.json:2: policy "r": rules is missing' err.txt
	echo '{"type":"policy","name":"s","rules":[]}' >site.json
	kill -HUP "$stage"
	wait_for 5 said '"name":"s"' out.ndjson
	[ "$(grep -cE '"name":"(q|r)"' out.ndjson)" = 0 ]
	kill -TERM "$stage"
	wait "$stage" || [ $? = 65 ]
	stage=
}
