#!/usr/bin/env bats
# bgpspeak run and what it agrees on with its neighbours: roles, shutdowns,
# parameters. bgp_agreement_stories.py has the stories.

load ../lib

# story NAME: it went as standard input says.
story() {
	run -0 --separate-stderr /usr/bin/python3 \
		"$BATS_TEST_DIRNAME/bgp_agreement_stories.py" "$1"
	diff - <(printf '%s\n' "$output")
}

@test "roles that are no counterparts (RFC 9234 4.2)" {
	story roles <<-'EOF'
		both customers: 2/11
		the neighbour's role is no counterpart of ours 45
		none said: 2/11
		the neighbour says no role None
	EOF
}

@test "Only to Customer is added, obeyed and looked at (RFC 9234 5)" {
	story otc <<-'EOF'
		from the provider to the customer: 0000fc00
		from the customer to the peer: 0000fde9
		to the provider: None
		side a leak, by only_to_customer (RFC 9234)
		down a leak, by only_to_customer (RFC 9234)
		100a05
		100a05
	EOF
}

@test "GRACEFUL_SHUTDOWN is the last choice, both ways (RFC 8326)" {
	story graceful_shutdown <<-'EOF'
		from who goes: 0
		before: None
		to whom we leave: ffff0000
		and from there: 0
	EOF
}

@test "a shutdown comes and goes with words (RFC 9003)" {
	story words <<-'EOF'
		received cease/administrative_shutdown lunch
		6/2 0a6e6577206cc3ad6e6573
		sent cease/administrative_shutdown new línes shut down by its record
	EOF
}

@test "no capabilities, and many (RFC 5492, RFC 9072)" {
	story parameters <<-'EOF'
		first: True
		then: 0
		4
		64512
	EOF
}

@test "near max_prefixes there is a warning; over it, a rest" {
	story limit <<-'EOF'
		6/1 00010100000002
		closed
		raised: it is back
		bgpspeak: warning: peer "them": ipv4_unicast: 2 prefixes, of 2 that max_prefixes allows
		bgpspeak: warning: peer "them": down: it announced more than max_prefixes
	EOF
}

@test "who is to be spoken to with TCP-AO is not spoken to without" {
	# which of the two it says is the kernel's
	story ao <<-'EOF' || story ao <<-'EOF'
		6/5
		ao_file: this kernel has no TCP-AO (that takes Linux 6.7 with CONFIG_TCP_AO)
	EOF
		6/5
		ao_file: TCP-AO is not spoken yet
	EOF
}
