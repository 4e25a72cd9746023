
function __vss_tui_set_line
    commandline --replace -- $argv[1]$argv[2]
    commandline --cursor (string length -- $argv[1])
end

function __vss_tui_message
    printf '\n%s\n' $argv[1] >&2
end

function __vss_tui_pick
    set -lx _VSS_TUI_BEFORE (commandline --cut-at-cursor | string collect --no-trim-newlines)
    set -lx _VSS_TUI_AFTER (commandline | string collect --no-trim-newlines)
    set -l code (command vss-tui pick --into fish | string collect)
    eval $code
    commandline --function repaint
end

function __vss_tui_bind --on-variable fish_key_bindings
    set -l modes @MAPS@
    if test -n "$modes"
        for mode in $modes
            bind --mode $mode @KEY@ __vss_tui_pick
        end
    else if not contains -- "$fish_key_bindings" fish_vi_key_bindings fish_hybrid_key_bindings
        bind @KEY@ __vss_tui_pick
    else if string match --quiet '*__vss_tui_pick' (bind @KEY@ 2>/dev/null)
        bind --erase @KEY@
    end
end

if status is-interactive
    __vss_tui_bind
end
