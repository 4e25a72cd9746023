# argcomplete's own function for zsh completes nothing within quotes.
__vss_tui_complete() {
    local -a lines open open_shown done done_shown
    local line value typed="${(j: :)words[1,CURRENT]}"
    lines=(${(f)"$(
        _ARGCOMPLETE=1 _ARGCOMPLETE_SHELL=fish _ARGCOMPLETE_SUPPRESS_SPACE=1 \
            _ARGCOMPLETE_IFS=$'\n' _ARGCOMPLETE_DFS=$'\t' \
            COMP_LINE=$typed COMP_POINT=${#typed} \
            command vss-tui 8>&1 9>&2 >/dev/null 2>&1 </dev/null
    )"})
    for line in $lines; do
        value=${line%%$'\t'*}
        if [[ $value == *[=~,/\<\>] ]]; then
            open+=("$value") open_shown+=("${line/$'\t'/  -- }")
        else
            done+=("$value") done_shown+=("${line/$'\t'/  -- }")
        fi
    done
    compadd -l -d done_shown -- $done
    compadd -l -d open_shown -S '' -- $open
}

# Without compinit there is no compdef yet.
__vss_tui_register() {
    (( $+functions[compdef] )) || return 0
    add-zsh-hook -d precmd __vss_tui_register
    compdef __vss_tui_complete vss-tui
}
autoload -Uz add-zsh-hook
add-zsh-hook precmd __vss_tui_register
__vss_tui_register
