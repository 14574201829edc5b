# shellcheck shell=bash
# Two routers on a line: "edge" runs ldpd-lite, "far" FRR. Needs lab.bash and
# frr.bash, with LAB, RUN and pids set.

need_ldp() {
	need_netns
	need ip jq nsenter
	need_frr
	[[ -x $FRR/ldpd ]] || skip "FRR has no ldpd"
}

# ldp_node NAME N: namespace, loopback address 10.255.0.N/32.
ldp_node() {
	lab_ns "$1"
	ip -n "$LAB-$1" address add "10.255.0.$2/32" dev lo
	mkdir -p "$RUN/$1"
}

# ldp_line A NA B NB: a line between two nodes, to-B in A and to-A in B.
ldp_line() {
	local net=10.$2$4.0

	lab_wire "$1" "to-$3" "$net.$2/24 fd00:$2$4::$2/64" \
		"$3" "to-$1" "$net.$4/24 fd00:$2$4::$4/64"
}

ldp_route() { # NAME PREFIX VIA
	ip -n "$LAB-$1" route add "$2" via "$3"
}

# FRR's ldpd over the interfaces; `more` is configuration of its own.
frr_ldp() { # NAME N INTERFACE...
	local name=$1 n=$2 interface

	shift 2
	{
		cat <<-EOF
			mpls ldp
			 router-id 10.255.0.$n
			 ${more-}
			 address-family ipv4
			  discovery transport-address 10.255.0.$n
			  ${more4-}
		EOF
		for interface; do
			printf '  interface %s\n  exit\n' "$interface"
		done
		printf ' exit-address-family\n'
		[[ -z ${more6-} ]] || printf '%s\n' "$more6"
	} >"$RUN/$name/conf"
	: >"$RUN/$name/none"
	chown -R frr:frr "$RUN/$name"
	frr_run "$name" zebra -f "$RUN/$name/none"
	lab_wait 10 test -S "$RUN/$name/zserv"
	frr_ldpd "$name"
}

frr_ldpd() { # NAME
	frr_run "$1" ldpd -f "$RUN/$1/conf" --ctl_socket "$RUN/$1"
	lab_wait 10 test -S "$RUN/$1/ldpd.vty"
}

ldp_ask() { # NAME COMMAND...
	local name=$1

	shift
	vtysh --vty_socket "$RUN/$name" -d ldpd -c "$*"
}

# What the router is told to do, as site.json of the node.
ldp_site() { # NAME N LDP INTERFACE...
	local name=$1 n=$2 ldp=$3 interface

	shift 3
	{
		jq -nc --arg id "10.255.0.$n" --argjson ldp "$ldp" \
			'{type: "router", as: 65001, router_id: $id, ldp: $ldp}'
		for interface; do
			jq -nc --arg name "$interface" \
				'{type: "interface", $name, ldp: true}'
		done
	} >"$RUN/$name/site.json"
}

# vrfctl watch | ldpd-lite run, records in out.ndjson of the node; each a
# process of its own, so that both can be ended.
ldp_start() { # NAME OPTION...
	local name=$1 line

	shift
	mkfifo "$RUN/$name/stream"
	exec {line}<>"$RUN/$name/stream"
	EDGEPIPE_RUN=$RUN/$name lab_start "$name" vrfctl watch \
		"$RUN/$name/site.json" </dev/null >&"$line" \
		2>"$RUN/$name/watch.log" 3>&- {line}>&-
	EDGEPIPE_RUN=$RUN/$name EDGEPIPE_STATE=$RUN/$name lab_start "$name" \
		ldpd-lite run --secrets "$RUN/$name" "$@" <&"$line" \
		>"$RUN/$name/out.ndjson" 2>"$RUN/$name/log" 3>&- {line}>&-
	exec {line}>&-
}

# ldp_has NAME FILTER: the filter lets a record of the node pass.
ldp_has() {
	jq -en "[inputs | $2] | length > 0" <"$RUN/$1/out.ndjson" \
		>/dev/null 2>&1
}

# The last word of the node on a neighbour's session.
ldp_state() { # NAME NEIGHBOR
	jq -rn --arg n "$2" '[inputs | select(.type == "adjacency" and
		.name == $n)] | last | .state // "gone"' \
		<"$RUN/$1/out.ndjson" 2>/dev/null
}

ldp_is() { # NAME NEIGHBOR STATE
	[[ $(ldp_state "$1" "$2") == "$3" ]]
}

ldp_ended() { # PID...
	! kill -0 "$@" 2>/dev/null
}
