#!/usr/bin/env bats
# bgpspeak run beside neighbours and strangers that mean no good: the others keep
# their sessions, with a hold time of 3 s, and memory stays bounded.
# bgp_attacks.py has what they do.

load ../lib

# attack NAME: it went as standard input says.
attack() {
	run -0 --separate-stderr /usr/bin/python3 \
		"$BATS_TEST_DIRNAME/bgp_attacks.py" "$1"
	echo "${stderr?}"
	diff - <(printf '%s\n' "$output")
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
