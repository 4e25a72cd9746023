# Completion is registered when compinit has run, which may be after this.
__vss_tui_complete() {
    (( $+functions[compdef] )) || return 0
    add-zsh-hook -d precmd __vss_tui_complete
    eval @CODE@
}
autoload -Uz add-zsh-hook
add-zsh-hook precmd __vss_tui_complete
__vss_tui_complete
