
__vss_tui_set_line() {
    READLINE_LINE=$1$2
    READLINE_POINT=${#1}
}

__vss_tui_message() {
    printf '%s\n' "$1" >&2
}

__vss_tui_pick() {
    local code
    code=$(
        _VSS_TUI_BEFORE=${READLINE_LINE:0:READLINE_POINT} \
            _VSS_TUI_AFTER=${READLINE_LINE:READLINE_POINT} \
            command vss-tui pick --into bash
    )
    eval "$code"
}

__vss_tui_bind() {
    local map
    for map in "${@:2}"; do
        bind -m "$map" -x "\"$1\": __vss_tui_pick"
    done
}

# macOS has bash 3, whose keys cannot change the line.
if [[ $- == *i* ]] && ((BASH_VERSINFO[0] >= 4)); then
    __vss_tui_bind @KEY@ @MAPS@
fi
