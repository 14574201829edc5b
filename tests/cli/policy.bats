#!/usr/bin/env bats
# bgpspeak policy: what policies make of captured routes.

load ../lib

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	cat >site.json <<-'END'
		{"type":"router","as":65001,"router_id":"192.0.2.100","rpki":{"files":["roas.csv"]}}
		{"type":"policy","name":"in","rules":[
		  {"match":{"as_path":["_666_"]},"then":"reject"},
		  {"match":{"community":["64512:*"]},"set":{"local_pref":200,"communities_remove":["64512:*"]}},
		  {"call":"ours"}]}
		{"type":"policy","name":"ours","rules":[
		  {"match":{"prefix_file":"ours.txt"},"then":"accept"}]}
		{"type":"policy","name":"valid","rules":[{"match":{"rpki":"valid"},"then":"accept"}]}
		{"type":"policy","name":"leaf","rules":[{"match":{"family":["l2vpn_evpn"],"route_type":[3]},"then":"accept"}]}
		{"type":"policy","name":"out","rules":[{"match":{"peer":["cloud"]},"set":{"med":20,"prepend":[65001]},"then":"accept"}]}
		{"type":"peer","name":"cloud","remote_as":64512,"remote_address":"192.0.2.1","import":["in"],"export":["out"]}
		{"type":"peer","name":"bare","remote_as":64513,"remote_address":"192.0.2.2"}
		{"type":"peer","name":"core","remote_as":65001,"remote_address":"192.0.2.3"}
	END
	printf '10.0.0.0/8 le 24 # ours\n' >ours.txt
	printf 'ASN,IP Prefix,Max Length,Trust Anchor\nAS64512,10.1.0.0/16,16,x\n' >roas.csv
	cat >routes <<-'END'
		{"type":"route","rib":"adj_in","protocol":"bgp","family":"ipv4_unicast","prefix":"10.1.0.0/16","next_hop":"192.0.2.1","origin":"igp","as_path":[64512],"communities":["64512:7","1:1"],"peer":"192.0.2.1"}
		{"type":"route","rib":"adj_in","protocol":"bgp","family":"ipv4_unicast","prefix":"10.2.0.0/16","next_hop":"192.0.2.1","origin":"igp","as_path":[64512,666],"peer":"cloud"}
		{"type":"route","rib":"adj_in","protocol":"bgp","family":"ipv4_unicast","prefix":"172.16.0.0/16","next_hop":"192.0.2.1","origin":"igp","as_path":[64512],"peer":"cloud"}
		{"type":"route","rib":"adj_in_pre","protocol":"bgp","family":"ipv4_unicast","prefix":"10.3.0.0/16","next_hop":"192.0.2.1","origin":"igp","as_path":[64512],"peer":"cloud"}
	END
}

# one FAMILY-AND-MORE: a route of that.
one() {
	echo "{\"type\":\"route\",\"rib\":\"adj_in\",\"protocol\":\"bgp\",$1}"
}

@test "policy writes what import policies accept, as they leave it" {
	run -0 --separate-stderr bgpspeak policy -c site.json routes
	[[ -z $stderr ]]
	diff - <(echo "$output") <<-'END'
		{"type":"route","rib":"adj_in","protocol":"bgp","family":"ipv4_unicast","prefix":"10.1.0.0/16","next_hop":"192.0.2.1","origin":"igp","as_path":[64512],"local_pref":200,"communities":["1:1"],"peer":"192.0.2.1"}
		{"type":"route","rib":"adj_in","protocol":"bgp","family":"ipv4_unicast","prefix":"10.3.0.0/16","next_hop":"192.0.2.1","origin":"igp","as_path":[64512],"peer":"cloud"}
	END
}

@test "--explain says which rule of which policy has decided, and when none has" {
	run -0 --separate-stderr bgpspeak policy -c site.json --explain routes
	[[ -z $stderr ]]
	diff - <(jq -r 'select(.type == "verdict") |
		"\(.prefix) \(.peer) \(.verdict) \(.policy) \(.rule) \(.reason)"' <<<"$output") <<-'END'
		10.1.0.0/16 192.0.2.1 accept ours 0 null
		10.2.0.0/16 cloud reject in 0 null
		172.16.0.0/16 cloud reject null null no rule decided
		10.3.0.0/16 cloud accept ours 0 null
	END
	# each verdict stands before its route
	[[ $(jq -r .type <<<"$output" | tr '\n' ' ') == \
		'verdict route verdict verdict verdict route ' ]]
}

@test "without a policy eBGP gets nothing and iBGP all; strangers are told" {
	{
		one '"family":"ipv4_unicast","prefix":"10.0.0.0/8","peer":"bare"'
		one '"family":"ipv4_unicast","prefix":"10.0.0.0/8","peer":"core"'
		one '"family":"ipv4_unicast","prefix":"10.0.0.0/8","peer":"192.0.2.9"'
	} >in
	run -0 --separate-stderr bgpspeak policy -c site.json --explain in
	[[ $stderr == "bgpspeak: warning: 1 routes are of neighbours that no \`peer\` record names, and rejected; the first is of 192.0.2.9" ]]
	diff - <(jq -r 'select(.type == "verdict") | "\(.peer) \(.verdict) \(.reason)"' <<<"$output") <<-'END'
		bare reject no policy (RFC 8212)
		core accept no policy, which iBGP needs not
		192.0.2.9 reject no peer record names its neighbour
	END
}

@test "--peer and --policy judge everything with the same policies" {
	run -0 --separate-stderr bgpspeak policy -c site.json --peer bare routes
	[[ -z $output && -z $stderr ]]
	run -0 --separate-stderr bgpspeak policy -c site.json -p ours - <routes
	[[ $(jq -r .prefix <<<"$output" | tr '\n' ' ') == '10.1.0.0/16 10.2.0.0/16 10.3.0.0/16 ' ]]
	run -0 --separate-stderr bgpspeak policy -c site.json -p valid <routes
	[[ $(jq -r .prefix <<<"$output") == 10.1.0.0/16 ]]
}

@test "--export says what a neighbour would be told of the best routes" {
	jq -c '.rib = "loc" | .peer = "cloud"' routes | head -1 >best
	run -0 --separate-stderr bgpspeak policy -c site.json --export --peer cloud best
	[[ -z $stderr ]]
	jq -e '.rib == "adj_out" and .med == 20 and .as_path == [65001, 64512]
		and .peer == "cloud"' <<<"$output"
	# what is not loc is not what would be sent, and passes
	run -0 --separate-stderr bgpspeak policy -c site.json --export --peer cloud routes
	diff routes <(echo "$output")
}

@test "types of EVPN routes are seen" {
	{
		one '"family":"l2vpn_evpn","nlri":{"route_type":3,"rd":"1:1","ethernet_tag":0,"originator":"192.0.2.1"},"peer":"cloud"'
		one '"family":"l2vpn_evpn","nlri":{"route_type":4,"rd":"1:1","esi":"00000000000000000000","originator":"192.0.2.1"},"peer":"cloud"'
	} >in
	run -0 --separate-stderr bgpspeak policy -c site.json -p leaf in
	[[ -z $stderr && $(jq .nlri.route_type <<<"$output") == 3 ]]
}

@test "other records and withdrawals pass, byte for byte" {
	cat >in <<-'END'
		{"type":"eor","of":"route"}
		{"type":"route","op":"del","rib":"adj_in","family":"ipv4_unicast","prefix":"10.1.0.0/16","peer":"cloud"}
		{"type":"new","x":1}
	END
	run -0 --separate-stderr bgpspeak policy -c site.json in
	[[ -z $stderr ]]
	diff in <(echo "$output")
}

@test "a fault of the configuration is told, and nothing is judged with it" {
	echo '{"type":"policy","name":"x","rules":[{"match":{"as_path":["("]}}]}' >bad.json
	run -65 --separate-stderr bgpspeak policy -c bad.json -p x routes
	[[ -z $output && $stderr == 'bgpspeak: error: bad.json:1: policy "x": rules[0].match.as_path: "(": missing closing parenthesis' ]]
	run -65 --separate-stderr bgpspeak policy -c site.json -p none routes
	[[ -z $output && $stderr == 'bgpspeak: error: policy "none" does not exist' ]]
	run -65 --separate-stderr bgpspeak policy -c site.json --peer none routes
	[[ -z $output && $stderr == 'bgpspeak: error: peer "none" does not exist' ]]
	rm roas.csv
	run -71 --separate-stderr bgpspeak policy -c site.json routes
	[[ -z $output && $stderr == 'bgpspeak: error: roas.csv: No such file or directory' ]]
}

@test "a bad route is refused with its line, and the rest goes on" {
	{
		cat routes
		one '"family":"ipv4_unicast","prefix":"10.0.0.0/8","next_hop":"192.0.2.1","originator_id":"::1","peer":"cloud"'
		head -1 routes
	} >in
	run -65 --separate-stderr bgpspeak policy -c site.json -p ours in
	[[ $stderr == 'bgpspeak: error: in:5: originator_id: it is not an IPv4 address' ]]
	[[ $(wc -l <<<"$output") -eq 4 ]]
}

@test "what makes no sense on the command line is refused" {
	run -64 --separate-stderr bgpspeak policy routes
	[[ $stderr == 'bgpspeak: error: -c FILE is missing: which policies?'* ]]
	run -64 --separate-stderr bgpspeak policy -c site.json --export routes
	[[ $stderr == 'bgpspeak: error: --export to whom? --peer or --policy'* ]]
	run -64 --separate-stderr bgpspeak policy -c site.json --import --export routes
	[[ $stderr == 'bgpspeak: error: --import or --export, not both'* ]]
}
