#!/usr/bin/env bats
# bgpspeak run beside a peer that makes every mistake of RFC 4271 section 6:
# the NOTIFICATION that it gets, or what RFC 7606 makes of its UPDATE, and
# what `peer_state` says of it. bgp_stories.py has the stories; rfc7606.bats has
# every attribute.

load ../lib

# story NAME: it went as standard input says.
story() {
	run -0 --separate-stderr /usr/bin/python3 \
		"$BATS_TEST_DIRNAME/bgp_stories.py" "$1"
	diff - <(printf '%s\n' "$output")
}

@test "a wrong header: error 1, with the wrong field" {
	story header <<-'EOF'
		marker: 1/1: marker is not all ones offset=15
		length 18: 1/2 0012: message is shorter than its header offset=16
		OPEN of 28: 1/2 001c: message is too short for its type offset=16
		length 4097: 1/2 1001: message is too long for its type offset=16
		type 9: 1/3 09: unknown message type offset=18
		type 0: 1/3 00: unknown message type offset=18
		KEEPALIVE of 20: 1/2 0014: message is too long for its type offset=16
		UPDATE of 22: 1/2 0016: message is too short for its type offset=16
		NOTIFICATION of 20: 1/2 0014: message is too short for its type offset=16
	EOF
}

@test "an OPEN that will not do: error 2" {
	story open <<-'EOF'
		version 3: 2/1 0004: version is not 4 kind=open offset=19
		version 5: 2/1 0004: version is not 4 kind=open offset=19
		another AS: 2/2: the neighbour is in another AS than remote_as kind=open offset=39
		another AS, of two octets: 2/2: the neighbour is in another AS than remote_as kind=open offset=20
		AS 0: 2/2: AS number is 0 (RFC 7607) kind=open offset=20
		identifier 0: 2/3: BGP identifier is 0 kind=open offset=24
		hold time 1: 2/6: hold time is below 3 s kind=open offset=22
		hold time 2: 2/6: hold time is below 3 s kind=open offset=22
		parameter 1: 2/4: unsupported optional parameter kind=open offset=29
		torn parameter: 2/0: optional parameter runs past the end kind=open offset=29
		torn capability: 2/0: capability runs past its parameter kind=open offset=31
		no family in common: 2/7 010400010001: the neighbour offers none of our families kind=open
	EOF
}

@test "what was refused is told as it was, also when a later session just ends" {
	story after <<-'EOF'
		2/1 0004
		open: version is not 4
	EOF
}

@test "a message at the wrong time: error 5, which names it (RFC 6608)" {
	story states <<-'EOF'
		KEEPALIVE in OpenSent: 5/1 04: a message that this state does not allow kind=keepalive offset=18
		UPDATE in OpenSent: 5/1 02: a message that this state does not allow kind=update offset=18
		UPDATE in OpenConfirm: 5/2 02: a message that this state does not allow kind=update offset=18
		OPEN in Established: 5/3 01: a message that this state does not allow kind=open offset=18
	EOF
}

@test "each NOTIFICATION is a record, with what was refused" {
	local update="{'kind': 'update', 'attribute':"
	local name=update_message_error/attribute_length_error
	local missing=update_message_error/missing_well_known_attribute

	story notices <<-EOF
		them received $name None $update 'origin', 'text': '$name'}
		them received $name None $update 'origin', 'text': '$name'}
		them received $missing None $update 'as_path', 'text': '$missing'}
		them received cease/administrative_reset hi None
		off sent cease/connection_rejected None None
		off sent cease/connection_rejected None None
	EOF
}

@test "an UPDATE of which the prefixes cannot be known: error 3" {
	story reset <<-'EOF'
		withdrawn runs past: 3/1: length runs past the end of the message kind=update offset=19
		attributes run past: 3/1: length runs past the end of the message kind=update offset=21
		unknown well-known: 3/2 40630178: unknown well-known attribute kind=update offset=43 attribute=unknown_99
		prefix of 33: 3/10: prefix is longer than an address kind=update offset=43
		torn prefix: 3/10: prefix runs past the end kind=update offset=43
		withdrawn prefix of 33: 3/10: prefix is longer than an address kind=update offset=21
		two MP_REACH: 3/1: attribute appears twice kind=update offset=52 attribute=mp_reach_nlri
		MP_REACH with next hop of 3: 3/9 800e080002010361626300: next hop is of the wrong length kind=update offset=30 attribute=mp_reach_nlri
		MP_UNREACH with prefix of 129: 3/10 800f15000201810000000000000000000000000000000000: prefix is longer than an address kind=update offset=29 attribute=mp_unreach_nlri
		torn attribute without NLRI: 3/1: attribute runs past the end of the attributes kind=update offset=30
	EOF
}

@test "any other wrong UPDATE: the session stays (RFC 7606)" {
	story update <<-'EOF'
		no ORIGIN: del: origin 23: mandatory attribute is missing: treat_as_withdraw (RFC 7606 3 (d))
		no AS_PATH: del: as_path 23: mandatory attribute is missing: treat_as_withdraw (RFC 7606 3 (d))
		no NEXT_HOP: del: next_hop 23: mandatory attribute is missing: treat_as_withdraw (RFC 7606 3 (d))
		flags of ORIGIN: del: origin 23: attribute flags are wrong: treat_as_withdraw (RFC 7606 3 (c))
		flags of MED: del: med 43: attribute flags are wrong: treat_as_withdraw (RFC 7606 3 (c))
		length of ORIGIN: del: origin 23: attribute is of the wrong length: treat_as_withdraw (RFC 7606 7.1)
		length of NEXT_HOP: del: next_hop 36: attribute is of the wrong length: treat_as_withdraw (RFC 7606 7.3)
		length of MED: del: med 43: attribute is of the wrong length: treat_as_withdraw (RFC 7606 7.4)
		length of AGGREGATOR: there: aggregator 46: aggregator is of the wrong length: attribute_discard (RFC 7606 7.7)
		length of ATOMIC_AGGREGATE: there: atomic_aggregate 43: attribute is of the wrong length: attribute_discard (RFC 7606 7.6)
		length of COMMUNITIES: del: communities 43: attribute is of the wrong length: treat_as_withdraw (RFC 7606 7.8)
		empty COMMUNITIES: del: communities 43: attribute is of the wrong length: treat_as_withdraw (RFC 7606 7.8)
		length of large ones: del: large_communities 43: attribute is of the wrong length: treat_as_withdraw (RFC 8092 6)
		length of extended ones: del: ext_communities 43: attribute is of the wrong length: treat_as_withdraw (RFC 7606 7.14)
		ORIGIN of 3: del: origin 26: origin is none of 0, 1, 2: treat_as_withdraw (RFC 7606 7.1)
		next hop 0.0.0.0: del: next_hop 39: next hop is no host's address: treat_as_withdraw (RFC 7606 3 (e))
		next hop 224.0.0.1: del: next_hop 39: next hop is no host's address: treat_as_withdraw (RFC 7606 3 (e))
		segment of type 9: del: as_path 30: segment of unknown type: treat_as_withdraw (RFC 7606 7.2)
		empty segment: del: as_path 31: segment of length 0: treat_as_withdraw (RFC 7606 7.2)
		torn segment: del: as_path 30: segment runs past the end: treat_as_withdraw (RFC 7606 7.2)
		AS 0: del: as_path 30: AS number 0: treat_as_withdraw (RFC 7606 7.2)
		torn attribute: del: None 46: attribute runs past the end of the attributes: treat_as_withdraw (RFC 7606 4)
		ORIGIN twice: there: origin 43: attribute appears twice: attribute_discard (RFC 7606 3 (g))
		LOCAL_PREF over eBGP: there: local_pref 43: attribute from an external neighbour: attribute_discard (RFC 7606 7.5)
		ORIGINATOR_ID over eBGP: there: originator_id 43: attribute from an external neighbour: attribute_discard (RFC 7606 7.9)
	EOF
}
