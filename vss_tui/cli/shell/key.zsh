
__vss_tui_set_line() {
    LBUFFER=$1
    RBUFFER=$2
}

__vss_tui_message() {
    zle -M "$1"
}

__vss_tui_pick() {
    emulate -L zsh
    local code
    code=$(
        _VSS_TUI_BEFORE=$LBUFFER _VSS_TUI_AFTER=$RBUFFER command vss-tui pick --into zsh
    )
    zle reset-prompt
    eval "$code"
}

__vss_tui_bind() {
    local map
    zle -N __vss_tui_pick
    for map in "${@:2}"; do
        bindkey -M "$map" "$1" __vss_tui_pick
    done
}

if [[ -o interactive ]]; then
    __vss_tui_bind @KEY@ @MAPS@
fi
