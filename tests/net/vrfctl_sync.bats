#!/usr/bin/env bats
# vrfctl sync and plan: a kernel's table as records say, whatever happens to it.

load vrfctl

setup() {
	machine_up
}

teardown() {
	machine_down
}

plan() { # STATUS FILE...
	local status=$1

	shift
	run "-$status" --separate-stderr lab_in dc vrfctl plan "$@"
}

@test "sync installs what is loc, in both families, as its own" {
	start vrfctl sync
	{
		loc 172.16.0.0/24 10.1.1.2
		loc fd00:172::/64 fd00:1:1::2
		loc 172.16.1.0/24 10.1.1.2 | sed s/loc/adj_in/
		loc 172.16.2.0/24 10.1.1.2 | sed 's/"bgp"/"bgp","vrf":"red"/'
		loc 172.16.3.0/24 10.1.1.2 | sed 's/"bgp"/"connected"/'
		loc 172.16.4.0/24 10.1.1.2 | sed 's/}]/,"labels":[20]}]/'
		loc 172.16.5.0/24 10.1.1.2
	} >&7
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"172.16.5.0/24 via 10.1.1.2" "fd00:172::/64 via fd00:1:1::2"
	run -0 ip -n "$LAB-dc" route show 172.16.0.0/24
	[[ $output == *"dev lan1 proto $OURS metric 20"* ]]
	loc 172.16.0.0/24 10.1.1.3 >&7
	unloc 172.16.5.0/24 >&7
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.3" \
		"fd00:172::/64 via fd00:1:1::2"
	[ ! -s "$T/err" ]
	# what it reads it passes on
	[ "$(jq -s length "$T/out")" -eq 9 ]
}

@test "a second run changes nothing, and plan says so" {
	{
		loc 172.16.0.0/24 10.1.1.2
		loc fd00:172::/64 fd00:1:1::2
		loc 172.16.6.0/24 10.1.1.2 | sed 's/"lan1"/&,"weight":2},{\
			"next_hop":"10.1.1.3","interface":"lan1"/' | tr -d '\n\t'
		echo
		loc 172.16.7.0/24 0.0.0.0
	} >"$T/routes"
	lab_in dc vrfctl sync --once "$T/routes"
	plan 0 "$T/routes"
	[ -z "$output$stderr" ]
	ip -n "$LAB-dc" monitor route >"$T/monitor" 3>&- &
	pids+=($!)
	lab_in dc vrfctl sync --once "$T/routes"
	# the monitor has heard all that came before this
	ip -n "$LAB-dc" route add 10.77.0.0/24 via 10.1.1.2
	lab_wait 5 grep -q 10.77.0.0/24 "$T/monitor"
	[ "$(wc -l <"$T/monitor")" -eq 1 ]
	# a stream that says nothing takes nothing away
	lab_in dc vrfctl sync --once < <(:)
	[[ $(lab_in dc vrfctl plan < <(:)) = "" ]]
	plan 0 "$T/routes"
	# a file is whole: nothing wanted sweeps, also what has no gateway
	lab_in dc vrfctl sync --once /dev/null
	installed_are
}

@test "plan says each step, and changes nothing" {
	{
		loc 172.16.0.0/24 10.1.1.2
		loc 172.16.1.0/24 10.1.1.2
		loc 172.16.3.0/24 10.1.1.2
	} >"$T/before"
	{
		loc 172.16.0.0/24 10.1.1.2
		loc 172.16.1.0/24 10.1.1.9
		loc 172.16.2.0/24 10.1.1.2
	} >"$T/after"
	lab_in dc vrfctl sync --once "$T/before"
	plan 2 "$T/after"
	[ -z "$stderr" ]
	diff - <(jq -r '[.type, .action, .name, .done,
		(.to.paths[0].next_hop // "none")] | join(" ")' <<<"$output" | sort) <<-'EOF'
		step add 172.16.2.0/24 false 10.1.1.2
		step change 172.16.1.0/24 false 10.1.1.9
		step delete 172.16.3.0/24 false none
	EOF
	installed_are "172.16.0.0/24 via 10.1.1.2" \
		"172.16.1.0/24 via 10.1.1.2" "172.16.3.0/24 via 10.1.1.2"
	plan 2 --table "$T/after"
	[[ ${lines[0]} == *action*name*to* ]]
	[[ $output == *add*172.16.2.0/24* ]]
	plan 65 - <<<'{"type":"route","rib":"loc"}'
}

@test "routes of others are never touched" {
	ip -n "$LAB-dc" route add 172.16.0.0/24 via 10.1.1.7
	ip -n "$LAB-dc" route add 172.16.1.0/24 via 10.1.1.7 metric 20
	ip -n "$LAB-dc" route add 172.16.9.0/24 via 10.1.1.7 proto bird
	start vrfctl sync
	loc 172.16.0.0/24 10.1.1.2 >&7
	loc 172.16.1.0/24 10.1.1.2 >&7
	eor ipv4_unicast >&7
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2"
	lab_wait 5 told "172.16.1.0/24: not installed: another protocol"
	ip -n "$LAB-dc" route show >"$T/routes"
	grep -q '172.16.0.0/24 via 10.1.1.7 dev lan1 $' "$T/routes"
	grep -q '172.16.1.0/24 via 10.1.1.7 dev lan1 metric 20 $' "$T/routes"
	grep -q '172.16.9.0/24 via 10.1.1.7 dev lan1 proto bird $' "$T/routes"
	# when the other goes, ours comes at once
	ip -n "$LAB-dc" route delete 172.16.1.0/24
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"172.16.1.0/24 via 10.1.1.2"
	# and when another takes its place by force, ours gives way
	ip -n "$LAB-dc" route replace 172.16.1.0/24 via 10.1.1.8 metric 20
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2"
	ip -n "$LAB-dc" route delete 172.16.1.0/24 via 10.1.1.8
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"172.16.1.0/24 via 10.1.1.2"
}

@test "after a restart old routes stay until all has been repeated" {
	start vrfctl sync
	{
		loc 172.16.0.0/24 10.1.1.2
		loc 172.16.1.0/24 10.1.1.2
		loc fd00:172::/64 fd00:1:1::2
	} >&7
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"172.16.1.0/24 via 10.1.1.2" "fd00:172::/64 via fd00:1:1::2"
	kill -TERM "$pid"
	ends 0
	installed_are "172.16.0.0/24 via 10.1.1.2" \
		"172.16.1.0/24 via 10.1.1.2" "fd00:172::/64 via fd00:1:1::2"
	start vrfctl sync
	loc 172.16.0.0/24 10.1.1.2 >&7
	loc 172.16.8.0/24 10.1.1.2 >&7
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"172.16.1.0/24 via 10.1.1.2" "172.16.8.0/24 via 10.1.1.2" \
		"fd00:172::/64 via fd00:1:1::2"
	eor ipv4_unicast >&7
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"172.16.8.0/24 via 10.1.1.2" "fd00:172::/64 via fd00:1:1::2"
	eor ipv6_unicast >&7
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"172.16.8.0/24 via 10.1.1.2"
}

@test "what a link flap or a flush took is put back" {
	start vrfctl sync
	loc 172.16.0.0/24 10.1.1.2 >&7
	loc fd00:172::/64 fd00:1:1::2 >&7
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"fd00:172::/64 via fd00:1:1::2"
	ip -n "$LAB-dc" link set lan1 down
	lab_wait 5 installed_are
	ip -n "$LAB-dc" link set lan1 up
	ip -n "$LAB-dc" address add fd00:1:1::1/64 dev lan1
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"fd00:172::/64 via fd00:1:1::2"
	ip -n "$LAB-dc" route flush proto "$OURS"
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"fd00:172::/64 via fd00:1:1::2"
	ip -n "$LAB-dc" route change 172.16.0.0/24 via 10.1.1.9 proto "$OURS" \
		metric 20
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"fd00:172::/64 via fd00:1:1::2"
}

@test "a route whose interface is missing comes with it" {
	start vrfctl sync
	loc 172.16.0.0/24 10.1.1.2 >&7
	loc 172.16.1.0/24 10.1.2.2 lan2 >&7
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2"
	lan 2
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"172.16.1.0/24 via 10.1.2.2"
	ip -n "$LAB-dc" link delete lan2
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2"
	lan 2
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"172.16.1.0/24 via 10.1.2.2"
}

@test "--once says what could not be done: 75" {
	loc 172.16.0.0/24 10.1.1.2 >"$T/routes"
	loc 172.16.1.0/24 10.1.2.2 lan2 >>"$T/routes"
	run -75 --separate-stderr lab_in dc vrfctl sync --once "$T/routes"
	[[ $stderr == *"1 route could not be installed"* ]]
	installed_are "172.16.0.0/24 via 10.1.1.2"
	plan 0 "$T/routes"
	[[ $stderr == *"cannot be installed"* ]]
}

@test "--clean takes away at the end what is ours, and only that" {
	ip -n "$LAB-dc" route add 172.16.9.0/24 via 10.1.1.7
	ip -n "$LAB-dc" route add 172.16.8.0/24 via 10.1.1.7 proto "$OURS" metric 20
	start vrfctl sync --clean
	loc 172.16.0.0/24 10.1.1.2 >&7
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"172.16.8.0/24 via 10.1.1.7"
	kill -TERM "$pid"
	ends 0
	installed_are
	run -0 ip -n "$LAB-dc" route show 172.16.9.0/24
	[ -n "$output" ]
}

@test "another table and metric, where asked" {
	loc 172.16.0.0/24 10.1.1.2 >"$T/routes"
	lab_in dc vrfctl sync --once --kernel-table 1000 --metric 7 "$T/routes"
	installed_are
	run -0 ip -n "$LAB-dc" route show table 1000
	[[ $output == "172.16.0.0/24 via 10.1.1.2 dev lan1 proto $OURS metric 7 " ]]
	plan 0 --kernel-table 1000 --metric 7 "$T/routes"
	plan 2 "$T/routes"
}

@test "when the kernel's events were lost the table is as wanted in the end" {
	start vrfctl sync -v
	loc 172.16.0.0/24 10.1.1.2 >&7
	loc 172.16.1.0/24 10.1.1.2 >&7
	eor ipv4_unicast >&7
	lab_wait 5 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"172.16.1.0/24 via 10.1.1.2"
	kill -STOP "$pid"
	many_routes 120 "via 10.1.1.2 metric 20 proto $OURS"
	ip -n "$LAB-dc" route delete 172.16.0.0/24
	loc 172.16.2.0/24 10.1.1.2 >&7
	kill -CONT "$pid"
	lab_wait 10 told "events were lost"
	lab_wait 20 installed_are "172.16.0.0/24 via 10.1.1.2" \
		"172.16.1.0/24 via 10.1.1.2" "172.16.2.0/24 via 10.1.1.2"
	run -1 told "not installed"
}

@test "fifty thousand routes come and go" {
	awk 'BEGIN { for (i = 0; i < 50000; i++)
		printf "{\"type\":\"route\",\"rib\":\"loc\",\"protocol\":\"bgp\"," \
			"\"family\":\"ipv4_unicast\",\"prefix\":\"10.%d.%d.0/24\"," \
			"\"paths\":[{\"next_hop\":\"10.1.1.2\"," \
			"\"interface\":\"lan1\"}]}\n", 20 + i / 256, i % 256
	}' >"$T/routes"
	run -0 --separate-stderr lab_in dc vrfctl sync --once --no-output \
		"$T/routes"
	[ -z "$stderr" ]
	[ "$(ip -n "$LAB-dc" route show proto "$OURS" | wc -l)" -eq 50000 ]
	plan 0 "$T/routes"
	lab_in dc vrfctl sync --once /dev/null
	installed_are
}
