#!/bin/bash
# A function fits on a screen or nearly, a file can be read in one sitting, and
# each opens with a sentence. tests/lint/exceptions lists what may not.
set -u
status=0

excepted() {
	grep -q "^shape $1 - ." tests/lint/exceptions
}

# A body begins and ends with a brace in the first column.
functions() {
	awk -v file="$1" '
		/^[a-z_][a-zA-Z0-9_]*\(/ { name = $0; sub(/\(.*/, "", name); from = NR }
		/^}/ && name != "" {
			if (NR - from + 1 > 80)
				print name, NR - from + 1
			name = ""
		}' "$1"
}

for file in $(git ls-files 'lib/*.[ch]' 'bin/*.[ch]' 'tests/*.[ch]'); do
	lines=$(wc -l <"$file")
	if ((lines > 500)) && ! excepted "$file"; then
		echo "$file has $lines lines, of 500"
		status=1
	fi
	[[ $file == *.c ]] && while read -r name lines; do
		excepted "$file:$name" && continue
		echo "$file: $name() has $lines lines, of 80"
		status=1
	done < <(functions "$file")
	case $(head -c 2 "$file") in
	'/*') ;;
	*) echo "$file does not open with what it is" && status=1 ;;
	esac
	if [[ $file != tests/* ]] && grep -nE 'TODO|FIXME|XXX' "$file"; then
		echo "$file has something left to do"
		status=1
	fi
done

while read -r name; do
	file=${name%%:*}
	if [[ ! -e $file ]]; then
		echo "tests/lint/exceptions: there is no $file"
		status=1
	fi
done < <(awk '/^[a-z]/ { print $2 }' tests/lint/exceptions)

lines=$(wc -l <Makefile)
if ((lines > 150)); then
	echo "Makefile has $lines lines, of 150"
	status=1
fi
exit "$status"
