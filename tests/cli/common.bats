#!/usr/bin/env bats
# What every tool and every verb of it has in common.
# shellcheck disable=SC2016

load ../lib

# every_tool COMMAND ...: with TOOL as its last word.
every_tool() {
	local tools=("$BUILD"/bin/*) tool

	[[ -x ${tools[0]} ]] || { echo "no tool in $BUILD/bin"; return 1; }
	for tool in "${tools[@]}"; do
		"$@" "${tool##*/}" || return
	done
}

verbs_of() {
	local tool=${*: -1} verb verbs

	verbs=$("$tool" --spec | jq -r .verb) && [[ -n $verbs ]] || return
	for verb in $verbs; do
		"$@" "$verb" || return
	done
}

# every_verb COMMAND ...: with TOOL and VERB as its last words.
every_verb() {
	every_tool verbs_of "$@"
}

is_helpful() {
	local help

	help=$("$1" "$2" --help) || return
	[[ $help == "Usage: $1 $2 "* ]] || { echo "$1 $2: $help"; return 1; }
	[[ $help == *$'\nExamples:\n'* ]] ||
		{ echo "$1 $2 --help shows no example"; return 1; }
	[[ $help == *$'\nExit status:\n'* ]] || return
	! grep -nE '.{101}' <<<"$help"
}

@test "every verb explains itself, with examples" {
	need jq
	every_verb is_helpful
}

refuses_an_option() {
	run --separate-stderr "$1" "$2" --no-such-option
	[[ $status -eq 64 && -z $output ]] || { echo "$1 $2: $status"; return 1; }
	[[ ${stderr_lines[0]} == "$1: error: unknown option --no-such-option"* ]]
}

@test "every verb refuses an unknown option with 64" {
	need jq
	every_verb refuses_an_option
}

refuses_a_verb() {
	run --separate-stderr "$1" no-such-verb
	[[ $status -eq 64 && -z $output ]]
	[[ ${stderr_lines[0]} == "$1: error: unknown verb no-such-verb"* ]]
}

@test "every tool refuses an unknown verb with 64" {
	every_tool refuses_a_verb
}

shows_its_verbs() {
	run --separate-stderr "$1"
	[[ $status -eq 64 && -z $output && $stderr == *Verbs:* ]]
	run -0 --separate-stderr "$1" --help
	[[ -z $stderr && $output == *Verbs:* ]]
}

@test "every tool shows its verbs, asked or not" {
	every_tool shows_its_verbs
}

tells_its_version() {
	run -0 --separate-stderr "$1" --version
	[[ $output =~ ^$1\ \(edgepipe\)\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test "every tool tells its version" {
	every_tool tells_its_version
}

@test "a spelling that is nearly right gets a suggestion" {
	run -64 --separate-stderr bgpspeak decoed
	[[ ${stderr_lines[0]} == *"did you mean decode?" ]]
	run -64 --separate-stderr bgpspeak decode --log-fromat json
	[[ ${stderr_lines[0]} == *"did you mean --log-format?" ]]
}

@test "diagnostics are records where they are asked for so" {
	need jq
	run -64 --separate-stderr bgpspeak decode --log-format json --bogus
	jq -e '.type == "log" and .level == "error" and .tool == "bgpspeak"' \
		<<<"$stderr"
}

# complete WORD ...: what bash would offer for the last of them.
complete_words() {
	bash -c 'source "$1"; shift; COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1)); COMPREPLY=()
		"_$1"; printf "%s\n" "${COMPREPLY[@]}"' - \
		"$TOP/completions/bash/$1" "$@"
}

offers_its_verbs() {
	diff <(complete_words "$1" '' | grep -v '^-' | sort) \
		<("$1" --spec | jq -r .verb | sort)
}

@test "bash completes the verbs of every tool" {
	need jq
	every_tool offers_its_verbs
}

offers_its_options() {
	diff <(complete_words "$1" "$2" -- | sort) \
		<("$1" --spec | jq -r --arg verb "$2" 'select(.verb == $verb) |
			.options[] | "--" + .name' | sort)
}

@test "bash completes the options of every verb" {
	need jq
	every_verb offers_its_options
}

@test "bash completes the words of an option, after a space or =" {
	[ "$(complete_words bgpspeak decode --color al)" = always ]
	[ "$(complete_words bgpspeak decode --color = ne)" = never ]
}

zsh_accepts() {
	zsh -n "$TOP/completions/zsh/_$1"
}

@test "zsh accepts its completions" {
	need zsh
	every_tool zsh_accepts
}

fish_accepts() {
	HOME=$BATS_TEST_TMPDIR fish -n "$TOP/completions/fish/$1.fish"
}

@test "fish accepts its completions" {
	need fish
	every_tool fish_accepts
}
