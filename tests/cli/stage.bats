#!/usr/bin/env bats
# What every live stage does (records.md, rules 3, 6 and 7), shown by vrfctl
# watch, which needs no rights.
# shellcheck disable=SC2016

load ../lib

setup() {
	stages=()
	cd "$BATS_TEST_TMPDIR" || return
	mkdir run
	EDGEPIPE_RUN=$PWD/run
	export EDGEPIPE_RUN
}

teardown() {
	local stage

	for stage in ${stages+"${stages[@]}"}; do
		kill -CONT "$stage" 2>/dev/null || :
		kill "$stage" 2>/dev/null || :
		wait "$stage" || :
	done
}

# begin OPTION ...: a daemon, its output in out.ndjson and err.txt.
begin() {
	vrfctl watch "$@" >out.ndjson 2>err.txt </dev/null 3>&- &
	stage=$!
	stages+=("$stage")
	wait_for 5 said '"of":"route"' out.ndjson
}

said() {
	grep -q "$@" 2>/dev/null
}

# told LAST LINE ...: to the daemon's socket; prints what it says, up to the
# first line with LAST in it.
told() {
	python3 - run/vrfctl-watch.sock "$@" <<-'END'
		import socket, sys
		s = socket.socket(socket.AF_UNIX)
		s.settimeout(10)
		s.connect(sys.argv[1])
		s.sendall("".join(line + "\n" for line in sys.argv[3:]).encode())
		for line in s.makefile():
		    print(line, end="")
		    if sys.argv[2] in line:
		        break
	END
}

# The configuration that a reader is told who comes now.
stated() {
	told '"type":"eor"' '{"type":"command","id":1,"verb":"stream"}' |
		grep -E '"type":"(begin|end|policy)"'
}

policies() {
	local name

	for name; do
		echo '{"type":"policy","name":"'"$name"'","rules":[]}'
	done
}

bracket() {
	echo '{"type":"'"$1"'","source":"'"$2"'"}'
}

descriptors() {
	local all=("/proc/$stage/fd/"*)

	[ "${#all[@]}" = "$1" ]
}

@test "canonical lines go through byte for byte, others as one line" {
	run -0 --separate-stderr bash -c \
		'vrfctl watch --once | vrfctl watch --once --no-output' </dev/null
	[ -z "$output$stderr" ]
	cat >input <<-'END'
		{"type":"weather","temperature":1.50,"wind":[]}
		{ "type": "weather", // as people write it
		  "temperature": 1.50e0 }
		[{"type":"policy","name":"p","mood":"good","rules":[]}]
	END
	vrfctl watch --once <input | vrfctl watch --once >out.ndjson
	diff - <(grep -E 'weather|policy' out.ndjson) <<-'END'
		{"type":"weather","temperature":1.50,"wind":[]}
		{"type":"weather","temperature":1.50e0}
		{"type":"policy","name":"p","mood":"good","rules":[]}
	END
	run -0 bash -c 'vrfctl watch --once --no-pass' <input
	[ "$(grep -cE 'weather|policy' <<<"$output")" = 0 ]
}

@test "a slow reader delays nobody, and gets the latest of what lives" {
	local n=30000 reader

	mkfifo slow
	cat slow >out.ndjson 3>&- &
	reader=$!
	stages+=("$reader")
	vrfctl watch >slow 2>err.txt </dev/null 3>&- &
	stages+=("$!")
	wait_for 5 said '"of":"route"' out.ndjson
	kill -STOP "$reader"
	jq -nc --argjson n "$n" 'range(1; $n + 1) |
		{type: "interface_state", name: "x", up: true, mtu: .},
		if . % 30 == 0 then {type: "policy", name: "p\(.)", rules: []}
		else empty end' >many
	echo '{"type":"interface_state","name":"y","up":true}' >>many
	run -0 --separate-stderr vrfctl watch --feed --no-pass <many
	[ -z "$output$stderr" ]
	kill -CONT "$reader"
	wait_for 10 said '"name":"y"' out.ndjson
	diff <(grep policy many) <(grep policy out.ndjson)
	[ "$(grep '"name":"x"' out.ndjson | tail -n 1 | jq .mtu)" = "$n" ]
	[ "$(grep -c '"name":"x"' out.ndjson)" -lt "$n" ]
}

@test "a statement is passed as one, whatever comes amid it" {
	begin
	mkfifo slowly
	vrfctl watch --feed <slowly >/dev/null 3>&- &
	exec 4>slowly
	{ bracket begin a; policies a1; } >&4
	wait_for 5 eval 'stated | said a1'
	{ bracket begin b; policies b1; bracket end b; } |
		vrfctl watch --feed --no-pass
	{ policies a2; bracket end a; policies last; } >&4
	exec 4>&-
	wait_for 5 said last out.ndjson
	diff <(bracket begin b; policies b1; bracket end b
		bracket begin a; policies a1 a2; bracket end a; policies last) \
		<(grep -E '"type":"(begin|end|policy)"' out.ndjson)
}

@test "a statement that held a refused record deletes nothing, here and behind" {
	begin
	{ bracket begin a; policies a1 a2; bracket end a; } |
		vrfctl watch --feed --no-pass
	told '"reply"' '{"type":"command","id":7,"verb":"feed"}' \
		"$(bracket begin a)" "$(policies a1)" '{"type":"policy","name":"a2"}' \
		"$(bracket end a)" "$(bracket begin b)" "$(bracket end b)" \
		'{"type":"command","id":8,"verb":"end"}' >/dev/null &
	stages+=("$!")
	wait_for 5 said '"source":"b"' out.ndjson
	[ "$(grep -c '"end","source":"a"' out.ndjson)" = 1 ]
	stated | said '"name":"a2"'
	said 'policy "a2": rules is missing' err.txt
}

@test "a source that states nothing any more says so to who comes back" {
	policies p >site.json
	begin site.json
	[ "$(stated)" = "$(bracket begin site.json; policies p; bracket end site.json)" ]
	: >site.json
	kill -HUP "$stage"
	wait_for 5 eval '(($(grep -c "site.json" out.ndjson) == 4))'
	[ "$(stated)" = "$(bracket begin site.json; bracket end site.json)" ]
}

@test "--strict ends a feed at its first fault, not the daemon" {
	begin --strict
	run -65 vrfctl watch --feed < <(echo '{"type":"policy","name":"p","colour":1,"rules":[]}')
	said 'policy "p": colour' err.txt
	run -0 vrfctl watch --feed < <(policies q)
	wait_for 5 said '"name":"q"' out.ndjson
	[ "$(grep -c '"name":"p"' out.ndjson)" = 0 ]
}

@test "--strict ends a stage at the first fault of its stream: 65" {
	run -65 vrfctl watch --strict < <(policies p
		echo '{"type":"policy","name":"q","colour":1,"rules":[]}'
		policies r; exec sleep 10 2>&- 3>&-)
	[ "$(grep -cE '"name":"[qr]"' <<<"$output")" = 0 ]
}

@test "clients leave nothing behind" {
	local before

	begin
	before=("/proc/$stage/fd/"*)
	for _ in 1 2 3; do
		policies p | vrfctl watch --feed --no-pass
		told '"reply"' '{"type":"command","id":1,"verb":"what"}' |
			said 'unknown command'
		told '"eor"' '{"type":"command","id":1,"verb":"stream"}' \
			'{"type":"command","id":2,"verb":"stream"}' |
			said '"of":"interface_state"'
	done
	wait_for 5 descriptors "${#before[@]}"
	kill -0 "$stage"
}

@test "out of descriptors it rests, and serves who comes later" {
	local pid

	(ulimit -n 24; exec vrfctl watch --no-output 2>err.txt </dev/null 3>&-) &
	stage=$!
	stages+=("$stage")
	wait_for 5 test -S run/vrfctl-watch.sock
	python3 - run/vrfctl-watch.sock <<-'END' 3>&- &
		import socket, sys, time
		held = [socket.socket(socket.AF_UNIX) for i in range(20)]
		for s in held:
		    s.connect(sys.argv[1])
		time.sleep(1000)
	END
	pid=$!
	stages+=("$pid")
	wait_for 5 said 'Too many open files' err.txt
	kill "$pid"
	wait "$pid" || :
	wait_for 5 eval 'policies p | vrfctl watch --feed --no-pass'
	[ "$(grep -c 'Too many open files' err.txt)" -lt 10 ]
}
