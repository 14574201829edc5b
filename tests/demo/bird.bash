# shellcheck shell=bash
# The cloud's gateways, run by BIRD 2; needs lab.bash, and RUN, a directory.

bird_conf() { # NAME OWN-LAN OTHER-LAN LINK: LINK is 10 or 20
	cat <<-EOF
		router id 172.16.0.$2;
		protocol device { }
		protocol direct { ipv4; ipv6; interface "eth0"; }
		protocol kernel { ipv4 { export where source = RTS_BGP; }; }
		protocol kernel { ipv6 { export where source = RTS_BGP; }; }
		template bgp line {
			local as 64512;
			connect delay time 1;
			connect retry time 2;
			hold time 9;
			ipv4 { import all; export where source = RTS_DEVICE; };
		}
		protocol bgp to_site from line {
			local 169.254.$4.2;
			neighbor 169.254.$4.1 as 65001;
		}
		protocol bgp to_site6 {
			local fd00:$4::2 as 64512;
			neighbor fd00:$4::1 as 65001;
			connect delay time 1;
			connect retry time 2;
			hold time 9;
			ipv6 { import all; export where source = RTS_DEVICE; };
		}
		protocol bgp to_other from line {
			neighbor 172.16.0.$3 as 64512;
			ipv4 { next hop self; export where source = RTS_BGP; };
		}
		protocol bgp to_other6 {
			local fd00:ac10::$2 as 64512;
			neighbor fd00:ac10::$3 as 64512;
			connect delay time 1;
			connect retry time 2;
			ipv6 { next hop self; import all; export where source = RTS_BGP; };
		}
	EOF
}

# Starts one gateway; its process id is added to the array `pids`.
bird_start() { # NAME OWN-LAN OTHER-LAN LINK
	bird_conf "$@" >"$RUN/$1.conf"
	lab_start "$1" bird -f -c "$RUN/$1.conf" -s "$RUN/$1.ctl" \
		-P "$RUN/$1.pid" >"$RUN/$1.log" 2>&1
}

bird_ask() { # NAME COMMAND...
	local name=$1

	shift
	birdc -r -s "$RUN/$name.ctl" "$@"
}
