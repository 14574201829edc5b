#!/usr/bin/env bats
# Routes with labels, of GoBGP: whether one is of use says an LSP to its egress,
# not IP; what is told of it is the egress and its labels.

load ../lib

setup() {
	need_netns
	need ip jq gobgpd gobgp
	NS=labeled$((RANDOM % 10000))
	EDGEPIPE_RUN=$BATS_TEST_TMPDIR
	export EDGEPIPE_RUN
	cd "$BATS_TEST_TMPDIR" || return
	pids=()
	ip netns add "$NS"
	ip -n "$NS" link set lo up
}

teardown() {
	[[ -n ${NS-} ]] || return 0
	[[ -n ${BATS_TEST_COMPLETED-} ]] || tail -n 20 out.ndjson err.txt
	[[ ${#pids[@]} -eq 0 ]] || kill "${pids[@]}" 2>/dev/null || :
	wait
	ip netns delete "$NS"
}

# Not for what is to be ended: a function in the background is a shell of its own.
inside() { # COMMAND ...
	ip netns exec "$NS" "$@"
}

start() {
	cat >gobgp.toml <<-'EOF'
		[global.config]
		as = 65001
		router-id = "192.0.2.3"
		local-address-list = ["127.0.0.3"]
		[[neighbors]]
		[neighbors.config]
		peer-as = 65001
		neighbor-address = "127.0.0.1"
		[neighbors.timers.config]
		connect-retry = 1
		[neighbors.transport.config]
		local-address = "127.0.0.3"
		[[neighbors.afi-safis]]
		[neighbors.afi-safis.config]
		afi-safi-name = "l3vpn-ipv4-unicast"
	EOF
	ip netns exec "$NS" gobgpd -f gobgp.toml --pprof-disable \
		--api-hosts 127.0.0.3:50051 </dev/null >gobgp.log 2>&1 3>&- &
	pids+=($!)
	cat >site.json <<-'EOF'
		{"type":"router","as":65001,"router_id":"192.0.2.1","listen":["127.0.0.1"]}
		{"type":"peer","name":"pe3","remote_as":65001,"remote_address":"127.0.0.3",
		 "local_address":"127.0.0.1","families":["ipv4_vpn"],"connect_retry":1}
		{"type":"interface","name":"core","mpls":true}
	EOF
	ip netns exec "$NS" bgpspeak run site.json \
		</dev/null >out.ndjson 2>err.txt 3>&- &
	pids+=($!)
	wait_for 10 ask global
	ask global rib add -a vpnv4 10.2.0.0/16 label 24003 rd 65001:100 \
		rt 65001:100 nexthop 192.0.2.3
}

ask() {
	inside gobgp -u 127.0.0.3 "$@" >/dev/null
}

feed() {
	inside bgpspeak run --feed >/dev/null
}

# The last word on the route.
last_is() { # FILTER
	jq -nce '[inputs | select(.type == "route" and .rib == "loc")] | last |
		'"$1" out.ndjson
}

@test "a VPN route comes and goes with the LSP to its egress" {
	local igp='"type":"route","protocol":"ospf","family":"ipv4_unicast","prefix":"192.0.2.0/24","metric":30'
	local lsp='"type":"lsp","fec":"192.0.2.3/32","protocol":"ldp"'
	local paths='"paths":[{"labels":[20],"next_hop":"10.0.12.2","interface":"core"}]'

	start
	wait_for 15 last_is '.prefix == "10.2.0.0/16" and .labels == [24003]'
	# with an LSP elsewhere labels are a matter of LSPs, whatever IP says
	feed <<<"{$igp,${paths/\"labels\":[20],/}}"
	feed <<<"{${lsp/192.0.2.3/192.0.2.9},$paths}"
	wait_for 5 last_is '.op == "del"'
	inside bgpspeak show routes --rib adj_in | jq -se \
		'any(.[]; .reason == "the next hop is unreachable")'
	feed <<<"{$lsp,$paths}"
	wait_for 5 last_is '.op != "del" and .rd == "65001:100" and
		.paths == [{"next_hop":"192.0.2.3","labels":[24003]}]'
	feed <<<"{\"op\":\"del\",$lsp}"
	wait_for 5 last_is '.op == "del"'
	# on the next link, over an interface with MPLS
	feed <<<'{"type":"interface_state","name":"core","up":true,"addresses":["192.0.2.1/24"]}'
	wait_for 5 last_is '.op != "del" and .paths[0].labels == [24003]'
	feed <<<'{"type":"interface","name":"core","mpls":false}'
	wait_for 5 last_is '.op == "del"'
}
