#!/bin/bash
# Dependencies point down: who in lib/ may include whom (lib/README.md).
set -u
declare -A may=(
	[base]='base'
	[value]='base value'
	[wire]='base value wire'
	[rec]='base value rec'
	[core]='base value wire rec core'
	[message]='base value wire rec core message'
	[edge]='base value edge'
	[cli]='base value rec cli'
	[stage]='base value wire rec core message edge cli stage'
)
status=0
for dir in lib/*/; do
	layer=${dir#lib/}
	layer=${layer%/}
	if [[ -z ${may[$layer]:-} ]]; then
		echo "lib/$layer is in no table of layers"
		status=1
		continue
	fi
	allowed=${may[$layer]// /|}
	if grep -nE '^#[[:space:]]*include[[:space:]]+"' "$dir"*.[ch] |
		grep -vE "\"($allowed)/[a-z0-9_]+\.h\""; then
		echo "lib/$layer may include only: ${may[$layer]}"
		status=1
	fi
done
exit "$status"
