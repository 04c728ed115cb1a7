// racecourse completion: prints what a shell needs to complete our command line. What can be typed
// next it then asks us (complete.h).
#include <fmt/format.h>

#include "cli/commands.h"
#include "common/text.h"

namespace grader {
namespace {

// bash finds it by the last part of the command's name, so also for ./racecourse.
constexpr const char* for_bash = R"sh(_racecourse() {
    local program=${COMP_WORDS[0]/#\~/$HOME} word=${COMP_WORDS[COMP_CWORD]} line
    [[ $word == = ]] && word=
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
            :files) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
            :folders) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
            *) COMPREPLY+=("${line%%$'\t'*}") ;;
        esac
    done < <("$program" complete "${COMP_WORDS[@]:1:COMP_CWORD-1}" "$word" 2>/dev/null)
}
complete -F _racecourse racecourse
)sh";

constexpr const char* for_zsh = R"sh(#compdef racecourse
_racecourse() {
    local program=${words[1]/#\~/$HOME} line tab=$'\t'
    local -a found
    for line in "${(@f)$("$program" complete "${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}"; do
        case $line in
            '') ;;
            :files) _files ;;
            :folders) _files -/ ;;
            *$tab*) found+=("${${line%%$tab*}//:/\\:}:${line#*$tab}") ;;
            *) found+=("${line//:/\\:}") ;;
        esac
    done
    (( $#found )) && _describe -V 'racecourse' found
}
if [[ $funcstack[1] == _racecourse ]]; then _racecourse "$@"; else compdef _racecourse racecourse; fi
)sh";

constexpr const char* for_fish = R"sh(function __racecourse_complete
    set -l words (commandline -opc)
    set -l program (string replace -r '^~' $HOME -- $words[1])
    set -e words[1]
    for line in ($program complete $words (commandline -ct) 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path (commandline -ct)
            case :folders
                __fish_complete_directories (commandline -ct)
            case '*'
                echo $line
        end
    end
end
complete -c racecourse -f -k -a '(__racecourse_complete)'
)sh";

}  // namespace

Exit completion_command(const std::string& shell) {
    const char* script = shell == "bash"   ? for_bash
                         : shell == "zsh"  ? for_zsh
                         : shell == "fish" ? for_fish
                                           : nullptr;
    if (script == nullptr) {
        const auto meant = nearest(shell, {"bash", "zsh", "fish"});
        throw Error(
            fmt::format("There is no completion for '{}'{} There is one for bash, zsh and fish.",
                        shell, meant ? fmt::format("; did you mean '{}'?", *meant) : "."));
    }
    fmt::print("{}", script);
    return Exit::passed;
}

}  // namespace grader
