# Completion of chorus for bash.
#
# Install it with `chorus completion bash --install`, for which the package bash-completion has to be there, or by hand:
#   source <(chorus completion bash)      in ~/.bashrc

_chorus() {
  local line quoted word=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  # chorus splits the line itself: bash breaks its words at = and :, too.
  while IFS= read -r line; do
    case $line in
      :files*) compopt -o default 2>/dev/null ;;
      :directories*) compopt -o dirnames 2>/dev/null ;;
      :nospace) compopt -o nospace 2>/dev/null ;;
      *)
        case $word in
          [\"\']*) COMPREPLY+=("$line") ;;
          *) printf -v quoted %q "$line" && COMPREPLY+=("$quoted") ;;
        esac
        ;;
    esac
  done < <("${COMP_WORDS[0]}" __complete bash "$COMP_WORDBREAKS" -- "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
}

complete -F _chorus chorus
