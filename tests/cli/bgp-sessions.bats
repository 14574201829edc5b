#!/usr/bin/env bats
# bgpspeak run beside a neighbour that is not wrong but difficult, and beside
# records that change under it. bgp_stories.py has the stories.

load ../lib

# story NAME: it went as standard input says.
story() {
	run -0 --separate-stderr /usr/bin/python3 \
		"$BATS_TEST_DIRNAME/bgp_stories.py" "$1"
	diff - <(printf '%s\n' "$output")
}

@test "a connection that is reset before it is Established comes back" {
	story lost <<-'EOF'
		after a reset in OpenSent: established
		after a reset in OpenConfirm: established
	EOF
}

@test "octet by octet, and the longest message" {
	story pieces <<-'EOF'
		an octet at a time: 10.1.0.0/16
		4096 octets: 10.4.4.0/24
	EOF
}

@test "of two connections one stays, by the router ids (RFC 4271 6.8)" {
	story collision <<-'EOF'
		their id is higher: up, the other closed: True
		ours is higher: up, the other closed: True
	EOF
}

@test "a neighbour that falls silent: error 4" {
	story silence <<-'EOF'
		4/0: nothing was heard for the hold time
	EOF
}

@test "unknown attributes go on; what is the same is not said twice" {
	story attributes <<-'EOF'
		99 and 98 go on as 7f000001e063026869100a01
		implicit withdrawal: 000000184001010040020a02020000fde90000fc004003047f000001100a01
		nothing new, unknown, gone: 0003100a010000
		not the confederation's: 100a02
		as_path names a confederation
	EOF
}

@test "a neighbour of two-octet AS numbers (RFC 6793)" {
	story two_octets <<-'EOF'
		OPEN: 045ba0
		merged: [64512, 4200000005, 4200000006]
		split: 000000274001010040020802035ba0fc005ba04003047f000001c0110e0203fa56ea010000fc00fa56ea09100a02
	EOF
}

@test "of two peers at one address the second waits" {
	story twins <<-'EOF'
		a: established: None
		b: idle: peer "a" has the same remote_address
		6/3
		b: established
	EOF
}

@test "max_prefixes ends the session; a new limit begins another" {
	story limit <<-'EOF'
		6/1 00010100000001
		6/5
		raised: established
		lowered: 6/1 00010100000001
	EOF
}

@test "allow_own_as is applied to what was refused for it" {
	story own_as <<-'EOF'
		we have been there already
		only_path
	EOF
}

@test "a policy that is not there holds the neighbour down" {
	story pending <<-'EOF'
		6/5
		them: idle: export policy "later" does not exist
		stated: established
		6/6
		them: idle: export policy "later" does not exist
	EOF
}

@test "remote_prefix: who connects is a neighbour until it goes" {
	story range <<-'EOF'
		a route of lab@127.0.1.1
		told the other: 100a01
		a third: 6/5
		from elsewhere: closed
		lab: active: as many as max_peers are there
		lab@127.0.1.1: established: None
		lab@127.0.1.2: established: None
		lab: active: as many as max_peers are there
		lab@127.0.1.1: established: None
		lab@127.0.1.3: established: None
		named: 6/3
		[('lab', 1), ('lab@127.0.1.1', None), ('them', None)]
		shut down: 6/2
		no more: 6/3
	EOF
}

@test "remote_prefix: one TCP-MD5 password for all of it" {
	story range_key <<-'EOF'
		lab: active: None
		lab@127.0.1.7: established: None
		no answer with None
		no answer with b'other'
	EOF
}

@test "run --once waits for nobody who is held down" {
	story once <<-'EOF'
		0
	EOF
}
