# Completion of chorus for fish.
#
# Install it with `chorus completion fish --install`, or by hand:
#   chorus completion fish > ~/.config/fish/completions/chorus.fish

function __chorus_complete
    set -l words (commandline -opc)
    # fish compares candidates with the word without its quotes.
    set -l word (string replace -r '^["\']' '' -- (commandline -ct))
    set -l program $words[1]
    set -e words[1]
    for line in ($program __complete fish -- $words "$word" 2>/dev/null)
        switch $line
            case ':files*' ':directories*'
                set -l prefix (string split -m 1 \t -- $line)[2]
                set -l typed (string sub -s (math (string length -- "$prefix") + 1) -- "$word")
                set -l paths
                if string match -q ':files*' -- $line
                    set paths (__fish_complete_path "$typed")
                else
                    set paths (__fish_complete_directories "$typed" '')
                end
                for path in $paths
                    printf '%s%s\n' "$prefix" $path
                end
            case ':*'
            case '*'
                printf '%s\n' $line
        end
    end
end

complete -c chorus -e
complete -c chorus -f -a '(__chorus_complete)'
