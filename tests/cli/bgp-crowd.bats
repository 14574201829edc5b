#!/usr/bin/env bats
# bgpspeak run on one processor beside very many neighbours, each with a hold time
# of 9 s and 1,000 prefixes: all of them stay, and none waits for a keepalive.
# With LONG there are 1,000 of them.

load ../lib

# crowd NEIGHBOURS told|kept
crowd() {
	ulimit -n $(($1 + 100)) || skip "no right to that many descriptors"
	run -0 --separate-stderr /usr/bin/python3 \
		"$BATS_TEST_DIRNAME/bgp_crowd.py" "$1" 1000 "$2"
	[[ -z ${LONG-} ]] || echo "# $1 $2: ${stderr?}" >&3
	diff - <(printf '%s\n' "$output") <<-EOF
		neighbours $1, ended 0
		$1 established, 1 times, 1000 received
		keepalives: on time
	EOF
}

@test "many neighbours lose no session, and wait for no keepalive" {
	if [[ -n ${LONG-} ]]; then
		crowd 1000 told
		crowd 1000 kept
	else
		crowd 100 told
	fi
}
