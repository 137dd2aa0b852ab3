"""What has a shell complete what is typed: click's scripts, where values hold what the shell cuts words at.

Names of models have colons (`qwen3:8b`), where bash begins a new word; zsh and fish replace all of `--model=qw`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

_BASH = r"""%(complete_func)s() {
    local IFS=$'\n' response completion type value word prefix line=$COMP_LINE whole=() i
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $i -gt 0 && $line != [[:blank:]]* ]]; then
            whole[-1]+=$word
        else
            whole+=("$word")
        fi
        line=${line#"${line%%%%[![:blank:]]*}"}
        line=${line#"$word"}
    done
    word=${whole[-1]}
    response=$(env COMP_WORDS="${whole[*]}" COMP_CWORD=$((${#whole[@]} - 1)) %(complete_var)s=bash_complete $1)
    [[ $word == --*=* ]] && word=${word#*=}
    [[ $COMP_WORDBREAKS == *:* ]] && prefix=${word%%"${word##*:}"}
    COMPREPLY=()
    for completion in $response; do
        IFS=',' read -r type value <<< "$completion"
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("${value#"$prefix"}") ;;
        esac
    done
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""
_FISH = r"""function %(complete_func)s
    set -l response (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp) COMP_CWORD=(commandline -t) \
        %(prog_name)s)
    set -l option (string match -r -- '^--[^=]+=' (commandline -ct))
    for completion in $response
        set -l told (string split -m 1 , -- $completion)
        switch $told[1]
            case dir
                __fish_complete_directories $told[2]
            case file
                __fish_complete_path $told[2]
            case plain
                echo "$option$told[2]"
        end
    end
end

complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""
_ZSH_CHANGES = (
    ("    for type key descr", "    [[ $words[CURRENT] == --*=* ]] && compset -P 1 '*='\n\n    for type key descr"),
    ("compadd -U", 'compadd -U -i "$IPREFIX"'),
)


class _Bash(BashComplete):
    source_template = _BASH


class _Fish(FishComplete):
    source_template = _FISH


class _Zsh(ZshComplete):
    source_template = reduce(lambda text, change: text.replace(*change), _ZSH_CHANGES, ZshComplete.source_template)


SHELLS: Mapping[str, type[ShellComplete]] = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}
