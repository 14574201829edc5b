# shellcheck shell=bash
# A machine with one network, for the tests of vrfctl: namespace `dc`, whose
# lan1 (10.1.1.1/24, fd00:1:1::1/64) is wired to p1 of namespace `far`.

load ../lib
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"

OURS=245 # route protocol of vrfctl sync

machine_up() {
	need_netns
	need ip jq python3
	LAB=v$((RANDOM % 10000))
	T=$BATS_TEST_TMPDIR
	export EDGEPIPE_RUN=$T/run
	mkdir -p "$EDGEPIPE_RUN"
	pids=()
	lab_ns dc far
	lan 1
}

machine_down() {
	[[ -n ${LAB:-} ]] || return 0
	exec 7>&-
	[[ ${#pids[@]} -eq 0 ]] || kill -KILL "${pids[@]}" 2>/dev/null
	wait 2>/dev/null
	ip netns delete "$LAB-far"
	ip netns delete "$LAB-dc"
}

lan() { # N
	lab_wire dc "lan$1" "10.1.$1.1/24 fd00:1:$1::1/64" far "p$1" ""
}

# Starts a tool in dc, in the background: $pid; standard output in $T/out,
# standard error in $T/err. Its input is what is written to descriptor 7.
start() { # COMMAND...
	rm -f "$T/in"
	mkfifo "$T/in"
	exec 6<>"$T/in"
	lab_start dc "$@" <"$T/in" >"$T/out" 2>"$T/err" 3>&- 6>&-
	pid=$!
	exec 7>"$T/in" 6>&-
}

# The same without an input.
start_alone() { # COMMAND...
	lab_start dc "$@" </dev/null >"$T/out" 2>"$T/err" 3>&-
	pid=$!
}

# Its exit status; bounded, for a test that hangs says nothing.
ends() { # STATUS
	local status=0

	lab_wait 10 gone "$pid"
	wait "$pid" || status=$?
	[[ $status -eq $1 ]] || {
		printf 'status %d, not %d\n' "$status" "$1"
		cat "$T/err"
		return 1
	}
}

gone() { # PID
	! kill -0 "$1"
}

# A route as bgpspeak says it.
loc() { # PREFIX NEXT-HOP [INTERFACE]
	local family=ipv4_unicast

	[[ $1 != *:* ]] || family=ipv6_unicast
	printf '{"type":"route","rib":"loc","protocol":"bgp","family":"%s"' \
		"$family"
	printf ',"prefix":"%s","paths":[{"next_hop":"%s","interface":"%s"}]}\n' \
		"$1" "$2" "${3:-lan1}"
}

unloc() { # PREFIX
	loc "$1" 0.0.0.0 | sed 's/"type":"route"/&,"op":"del"/'
}

eor() { # FAMILY
	printf '{"type":"eor","of":"route","protocol":"bgp","family":"%s"}\n' "$1"
}

# What sync has installed, as words: "PREFIX via GATEWAY", sorted.
installed() {
	{
		ip -n "$LAB-dc" -j route show proto "$OURS"
		ip -n "$LAB-dc" -j -6 route show proto "$OURS"
	} | jq -r '.[] | "\(.dst) via \(.gateway // .dev)"' | sort
}

# Exactly these are installed.
installed_are() { # ROUTE...
	diff <(installed) <([[ $# -eq 0 ]] || printf '%s\n' "$@" | sort)
}

# A record for which the filter holds has been written.
said() { # FILTER
	jq -se "any(.[]; $1)" "$T/out"
}

# The last that was said of a route, of whatever protocol.
last_of() { # PREFIX
	jq -cs --arg p "$1" '[.[] | select(.type == "route" and .prefix == $p)]
		| last // {}' "$T/out"
}

# The last that was said of it satisfies the filter.
last_is() { # PREFIX FILTER
	last_of "$1" | jq -e "$2"
}

# What the records of a stream come to, sorted.
state_of() { # FILE
	python3 - "$1" <<-'EOF'
		import json, sys

		keys = 'type', 'name', 'protocol', 'family', 'prefix', 'metric'
		state = {}
		for line in open(sys.argv[1]):
		    r = json.loads(line)
		    key = tuple(r.get(k) for k in keys)
		    if r['type'] not in ('route', 'interface_state'):
		        continue
		    if r.get('op') == 'del':
		        state.pop(key, None)
		    else:
		        state[key] = line
		print(*sorted(state.values()), sep='', end='')
	EOF
}

same_state() { # FILE FILE
	diff <(state_of "$1") <(state_of "$2")
}

told() { # TEXT: on standard error
	grep -qF -- "$1" "$T/err"
}

# N times 256 routes, 10.100.0.0/24 and on.
many_routes() { # N REST-OF-THE-COMMAND
	awk -v n="$1" -v rest="$2" 'BEGIN {
		for (i = 0; i < n * 256; i++)
			printf "route add 10.%d.%d.0/24 %s\n",
				100 + i / 256, i % 256, rest }' |
		ip -n "$LAB-dc" -batch -
}
