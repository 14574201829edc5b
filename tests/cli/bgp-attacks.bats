#!/usr/bin/env bats
# bgpspeak run beside neighbours and strangers that mean no good: the others keep
# their sessions, with a hold time of 3 s, and memory stays bounded.
# bgp_attacks.py has what they do; with LONG they do it longer.

load ../lib

played() { # NAME: in the file of that name
	BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR /usr/bin/python3 \
		"$BATS_TEST_DIRNAME/bgp_attacks.py" "$1" \
		>"$BATS_FILE_TMPDIR/$1" 2>"$BATS_FILE_TMPDIR/$1.err" 3>&-
}

# Those that mostly wait do so beside the others.
setup_file() {
	local name

	for name in silence trickle; do
		played "$name" &
		echo $! >"$BATS_FILE_TMPDIR/$name.pid"
	done
}

# attack NAME: it went as standard input says.
attack() {
	local begun=$BATS_FILE_TMPDIR/$1.pid

	if [[ -e $begun ]]; then
		tail --pid="$(<"$begun")" -f /dev/null
	else
		played "$1"
	fi
	cat "$BATS_FILE_TMPDIR/$1.err"
	diff - "$BATS_FILE_TMPDIR/$1"
}

@test "one shuts its window while 100,000 routes change" {
	attack reader <<-'EOF'
		the other: established, on time
		told: 100000
		memory: bounded
	EOF
}

@test "hundreds of connections that say nothing" {
	attack silence <<-'EOF'
		descriptors: bounded
		the other: established, on time
		memory: bounded
		it may come back: True
	EOF
}

@test "one sends an octet at a time, and never all of a message" {
	attack trickle <<-'EOF'
		verdict: 4/0, in time
		the other: established, on time
		its routes: 0
		memory: bounded
	EOF
}

@test "floods of OPENs, of garbage and of connections" {
	attack opens <<-'EOF'
		hundreds of connections: True
		the other: established, on time
		memory: bounded
		it may come back: True
	EOF
}

@test "a million prefixes where a thousand are allowed" {
	attack limit <<-'EOF'
		verdict: 6/1 000101000003e8
		the other: established, on time
		its routes: 0
		memory: bounded
	EOF
}
