# Completion of chorus for bash.
#
# Install it with `chorus completion bash --install`, which needs the package bash-completion, or by hand:
#   source <(chorus completion bash)      in ~/.bashrc

_chorus() {
  local line quoted word=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  # chorus splits the line itself, since bash also breaks words at = and :.
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
