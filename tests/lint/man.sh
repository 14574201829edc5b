#!/bin/bash
# Manual pages without a complaint of mandoc's, even of style; a page for every
# tool, with the usual sections in order and every verb and option of it.
set -u
for program in mandoc jq; do
	if ! command -v "$program" >/dev/null; then
		echo "$program is not installed"
		exit 77
	fi
done
shopt -s nullglob
status=0
pages=(man/*.[78])
# Ours refer to each other before they are installed; what else is installed, and
# indexed, is the machine's business.
if ((${#pages[@]} > 0)); then
	mandoc -T lint -W style "${pages[@]}" 2>&1 |
		grep -vE 'referenced manual not found|outdated mandoc.db' &&
		status=1
fi

usual='NAME|SYNOPSIS|DESCRIPTION|EXIT STATUS|EXAMPLES|SEE ALSO|STANDARDS'
for tool in "$BUILD"/bin/*; do
	name=${tool##*/}
	page=man/$name.8
	if [[ ! -e $page ]]; then
		echo "there is no $page"
		status=1
		continue
	fi
	found=$(sed -n 's/^\.Sh //p' "$page" | grep -xE "$usual" |
		paste -sd '|')
	if [[ $found != "$usual" ]]; then
		echo "$page: sections $found, not $usual"
		status=1
	fi
	text=$(mandoc -T utf8 "$page" | col -b)
	while read -r word; do
		grep -qE -- "(^|[^-a-z])$word([^-a-z]|\$)" <<<"$text" && continue
		echo "$page does not mention $word"
		status=1
	done < <("$tool" --spec |
		jq -r '.verb, (.options[] | "--" + .name)' | sort -u)
done
exit "$status"
