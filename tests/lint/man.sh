#!/bin/bash
# Manual pages without a complaint of mandoc's, even of style.
set -u
if ! command -v mandoc >/dev/null; then
	echo "mandoc is not installed"
	exit 77
fi
shopt -s nullglob
pages=(man/*.[78])
((${#pages[@]} == 0)) || mandoc -T lint -W style "${pages[@]}"
