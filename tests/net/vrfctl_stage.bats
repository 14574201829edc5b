#!/usr/bin/env bats
# The life of a live stage, shown on vrfctl sync: producers and consumers that
# go, daemons, control sockets, files read again.

load vrfctl

setup() {
	machine_up
}

teardown() {
	machine_down
}

# A daemon whose stream is the records of a file: watch passes them on.
serve() { # FILE
	lab_start dc vrfctl watch --no-output "$1" \
		</dev/null >/dev/null 2>"$T/served" 3>&-
	server=$!
	lab_wait 5 test -S "$EDGEPIPE_RUN/vrfctl-watch.sock"
}

@test "when the producer goes its routes go after the restart time: 69" {
	start vrfctl sync --restart-time 1
	loc 172.16.0.0/24 10.1.1.2 >&7
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2"
	exec 7>&-
	lab_wait 5 told "producer of live records has ended"
	installed_are "172.16.0.0/24 via 10.1.1.2"
	ends 69
	installed_are
	# downstream is told what was swept
	last_is 172.16.0.0/24 '.op == "del"'
}

@test "a producer of configuration just ends" {
	start vrfctl sync --restart-time 0
	loc 172.16.0.0/24 10.1.1.2 >"$T/routes"
	echo '{"type":"router","name":"r","as":65001,"router_id":"192.0.2.1"}' >&7
	lab_wait 5 said '.type == "router"'
	exec 7>&-
	lab_in dc vrfctl sync --feed "$T/routes"
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2"
	kill -TERM "$pid"
	ends 0
	[ ! -s "$T/err" ]
}

@test "a regular file just ends" {
	loc 172.16.0.0/24 10.1.1.2 >"$T/routes"
	lab_start dc vrfctl sync --restart-time 0 <"$T/routes" \
		>"$T/out" 2>"$T/err" 3>&-
	pid=$!
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2"
	kill -TERM "$pid"
	ends 0
	[ ! -s "$T/err" ]
}

@test "when the consumer goes it ends, and what is installed stays" {
	mkfifo "$T/in" "$T/pipe"
	exec 6<>"$T/in"
	cat "$T/pipe" >"$T/out" 3>&- 6>&- &
	reader=$!
	pids+=("$reader")
	lab_start dc vrfctl sync <"$T/in" >"$T/pipe" 2>"$T/err" 3>&- 6>&-
	pid=$!
	exec 7>"$T/in" 6>&-
	loc 172.16.0.0/24 10.1.1.2 >&7
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2"
	kill "$reader" # nothing is written: it is noticed all the same
	ends 0
	installed_are "172.16.0.0/24 via 10.1.1.2"
}

@test "--from reads a daemon's stream, and finds it again" {
	loc 172.16.0.0/24 10.1.1.2 >"$T/routes"
	loc 172.16.1.0/24 10.1.1.2 >>"$T/routes"
	eor ipv4_unicast >>"$T/routes"
	start_alone vrfctl sync --from vrfctl-watch --no-output
	lab_wait 5 told "trying again"
	serve "$T/routes"
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"172.16.1.0/24 via 10.1.1.2"
	kill -TERM "$server"
	lab_wait 5 told "has ended"
	sed -i '/172.16.1.0/d' "$T/routes"
	installed_are "172.16.0.0/24 via 10.1.1.2" \
		"172.16.1.0/24 via 10.1.1.2"
	serve "$T/routes"
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2"
	kill -TERM "$pid"
	ends 0
	[ ! -s "$T/out" ]
}

@test "a daemon that does not come back: its routes go, 69" {
	loc 172.16.0.0/24 10.1.1.2 >"$T/routes"
	serve "$T/routes"
	start_alone vrfctl sync --from vrfctl-watch --restart-time 1
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2"
	kill -KILL "$server"
	ends 69
	installed_are
}

@test "--feed hands records to the daemon, and copies them" {
	start_alone vrfctl sync --no-output
	lab_wait 5 test -S "$EDGEPIPE_RUN/vrfctl-sync.sock"
	loc 172.16.0.0/24 10.1.1.2 >"$T/routes"
	run -0 --separate-stderr lab_in dc vrfctl sync --feed <"$T/routes"
	[ "$output" = "$(<"$T/routes")" ]
	[ -z "$stderr" ]
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2"
	run -0 --separate-stderr lab_in dc vrfctl sync --feed \
		<<<"$(unloc 172.16.0.0/24)"
	lab_wait 5 installed_are
	run -65 --separate-stderr lab_in dc vrfctl sync --feed \
		<<<'{"type":"route","rib":"loc","prefix":"172.16.0.1/24"}'
	[ -n "$stderr" ]
	kill -TERM "$pid"
	ends 0
	run -69 --separate-stderr lab_in dc vrfctl sync --feed <"$T/routes"
	[[ $stderr == *"is vrfctl-sync running?"* ]]
}

@test "a live socket is never taken over, a dead one is" {
	start_alone vrfctl sync --no-output
	lab_wait 5 test -S "$EDGEPIPE_RUN/vrfctl-sync.sock"
	[ "$(stat -c %a "$EDGEPIPE_RUN/vrfctl-sync.sock")" = 600 ]
	run -71 --separate-stderr lab_in dc vrfctl sync --no-output
	[[ $stderr == *"another vrfctl-sync is running"*EDGEPIPE_RUN* ]]
	run -71 --separate-stderr lab_in dc vrfctl sync --once /dev/null
	EDGEPIPE_RUN=$T/second
	mkdir "$EDGEPIPE_RUN"
	run -0 lab_in dc vrfctl sync --once /dev/null
	EDGEPIPE_RUN=$T/run
	kill -0 "$pid"
	kill -KILL "$pid"
	ends 137
	start_alone vrfctl sync --no-output
	loc 172.16.0.0/24 10.1.1.2 >"$T/routes"
	lab_wait 5 lab_in dc vrfctl sync --feed "$T/routes"
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2"
	kill -TERM "$pid"
	ends 0
	[ ! -e "$EDGEPIPE_RUN/vrfctl-sync.sock" ]
}

@test "SIGHUP reads the files again, each whole or not at all" {
	loc 172.16.0.0/24 10.1.1.2 >"$T/routes"
	loc 172.16.1.0/24 10.1.1.2 >>"$T/routes"
	start_alone vrfctl sync "$T/routes"
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"172.16.1.0/24 via 10.1.1.2"
	loc 172.16.2.0/24 10.1.1.2 >"$T/routes"
	loc 172.16.1.0/24 10.1.1.3 >>"$T/routes"
	kill -HUP "$pid"
	lab_wait 5 installed_are "172.16.1.0/24 via 10.1.1.3" \
		"172.16.2.0/24 via 10.1.1.2"
	loc 172.16.3.0/24 10.1.1.2 >"$T/routes"
	echo '{"type":"route","prefix":12}' >>"$T/routes"
	kill -HUP "$pid"
	lab_wait 5 told "$T/routes:2: "
	installed_are "172.16.1.0/24 via 10.1.1.3" \
		"172.16.2.0/24 via 10.1.1.2"
	kill -TERM "$pid"
	ends 65
}

@test "a file with a fault is not begun with: 65" {
	loc 172.16.3.0/24 10.1.1.2 >"$T/routes"
	echo '{"type":"route","prefix":12}' >>"$T/routes"
	run -65 --separate-stderr lab_in dc vrfctl sync --once "$T/routes"
	[[ $stderr == *"$T/routes:2: "* ]]
	installed_are
	run -71 --separate-stderr lab_in dc vrfctl sync --once "$T/nothing"
	[[ $stderr == *"$T/nothing"* ]]
}

@test "of a bad stream the rest goes on, and the status is 65" {
	start vrfctl sync
	loc 172.16.0.0/24 10.1.1.2 >&7
	echo '{"type":"route","rib":"loc","prefix":"172.16.9.1/24"}' >&7
	echo '{"type":"interface","name":"x"}{"type":"zebra"}' >&7
	loc 172.16.1.0/24 10.1.1.2 >&7
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"172.16.1.0/24 via 10.1.1.2"
	told "standard input:2: "
	said '.type == "zebra"'
	kill -TERM "$pid"
	ends 65
}
