# fish completion for bgpspeak, from its tables
complete -c bgpspeak -f
complete -c bgpspeak -n __fish_use_subcommand -a decode -d 'captured BGP to records'
complete -c bgpspeak -n '__fish_seen_subcommand_from decode' -F
complete -c bgpspeak -n '__fish_seen_subcommand_from decode' -l port -x -d 'the TCP port that BGP is on (179)'
complete -c bgpspeak -n '__fish_seen_subcommand_from decode' -l table -d 'a table for people in place of records'
complete -c bgpspeak -n '__fish_seen_subcommand_from decode' -l quiet -s q -d 'only errors; twice: not even those'
complete -c bgpspeak -n '__fish_seen_subcommand_from decode' -l verbose -s v -d 'say what is done'
complete -c bgpspeak -n '__fish_seen_subcommand_from decode' -l log-format -x -a 'text json' -d 'diagnostics for people, or as log records'
complete -c bgpspeak -n '__fish_seen_subcommand_from decode' -l color -x -a 'auto always never' -d 'colour for people; NO_COLOR is heeded'
complete -c bgpspeak -n '__fish_seen_subcommand_from decode' -l help -s h -d 'this help'
complete -c bgpspeak -n '__fish_seen_subcommand_from decode' -l version -s V -d 'the version'
